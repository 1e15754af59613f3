// A plane in other sizes. Loops run over what lies beside each other, so that the compiler can use wide
// registers; each sum is added up in the order of its pixels. Included by each kernel.

enum { SOURCE_SIDE = CREGISTRATION_SAMPLED_SIDE, TARGET_SIDE = CREGISTRATION_MOVED_SIDE };

typedef struct {
    float columns[SOURCE_SIDE][SOURCE_SIDE]; // by columns, zeros past the last row
    float narrow[SOURCE_SIDE][TARGET_SIDE];
} shrink_memory;

/// To the nearest, halves up. The sum of levels times weights is not negative.
static inline uint8_t rounded(float sum) {
    int32_t whole = (int32_t)sum;
    return (uint8_t)(whole + (sum - (float)whole >= 0.5f));
}

static inline void shrink_once(shrink_memory *memory, const cregistration_axis *columns,
                               const cregistration_axis *rows, uint8_t *output) {
    const int32_t new_width = columns->count;
    const float *weight = columns->weights;
    for (int32_t x = 0; x < new_width; x++) {
        float sums[SOURCE_SIDE] = {0};
        for (int32_t tap = 0; tap < columns->taps[x]; tap++, weight++) {
            const float *column = memory->columns[columns->first[x] + tap];
            for (int32_t y = 0; y < SOURCE_SIDE; y++) sums[y] += *weight * column[y];
        }
        for (int32_t y = 0; y < rows->old; y++) memory->narrow[y][x] = sums[y];
    }
    weight = rows->weights;
    for (int32_t y = 0; y < rows->count; y++) {
        float sums[TARGET_SIDE] = {0};
        for (int32_t tap = 0; tap < rows->taps[y]; tap++, weight++) {
            const float *row = memory->narrow[rows->first[y] + tap];
            for (int32_t x = 0; x < TARGET_SIDE; x++) sums[x] += *weight * row[x];
        }
        for (int32_t x = 0; x < new_width; x++) output[y * new_width + x] = rounded(sums[x]);
    }
}

static inline void shrink_all(const uint8_t *levels, const cregistration_axis *columns,
                              const cregistration_axis *rows, int32_t count, uint8_t *output) {
    shrink_memory memory;
    for (int32_t x = 0; x < columns->old; x++) {
        for (int32_t y = 0; y < SOURCE_SIDE; y++)
            memory.columns[x][y] = y < rows->old ? levels[y * columns->old + x] : 0;
    }
    // What lies past a row's end is added up too, to nothing.
    for (int32_t y = 0; y < SOURCE_SIDE; y++)
        for (int32_t x = 0; x < TARGET_SIDE; x++) memory.narrow[y][x] = 0;
    for (int32_t i = 0; i < count; i++) {
        shrink_once(&memory, &columns[i], &rows[i], output);
        output += columns[i].count * rows[i].count;
    }
}
