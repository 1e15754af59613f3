// The search for the best place: all shifts are tried, `LANES` at once. Included by each kernel, which has
// defined
//     uint32_t score(const score_job *job, float least, float scores[LANES])
// that writes the correlations and returns the lanes with `least` or more; what it says of a shift without
// overlap means nothing.

enum {
    BAND_MARGIN = CREGISTRATION_MOVED_SIDE,
    BAND_SIZE = 2 * BAND_MARGIN + CREGISTRATION_MOVED_SIDE + CREGISTRATION_STILL_SIDE + LANES
};

/// Sums over some rows of a plane and the columns before each one. Before the first column they are 0, past
/// the last one those of all.
typedef struct {
    int32_t values[BAND_SIZE];
} band;

/// The rows `top ..< bottom`; values before the margin are 0 already. `reach` values past the last column are
/// needed.
static inline void fill(band *band, const int32_t *sums, int32_t width, int32_t top, int32_t bottom,
                        int32_t reach) {
    const int32_t *low = sums + top * (width + 1), *high = sums + bottom * (width + 1);
    int32_t *values = band->values + BAND_MARGIN;
    for (int32_t i = 0; i <= width; i++) values[i] = high[i] - low[i];
    int32_t last = values[width];
    values += width;
    for (int32_t i = 0; i < reach; i++) values[i] = last;
}

typedef struct {
    still_plane still;
    moved_plane moved;
    cregistration_turn turn;
    band still_sums, still_squares, moved_sums, moved_squares;
    cregistration_place best; // `y` is INT32_MAX as long as there is none
} place_search;

/// Where the turned plane is if the other one, turned back, is at (`x`, `y`).
static inline void turn_place(const place_search *search, int32_t x, int32_t y, int32_t place[2]) {
    if (search->turn.flips_columns) x = search->still.width - search->moved.width - x;
    if (search->turn.flips_rows) y = search->still.height - search->moved.height - y;
    place[0] = search->turn.exchanges_sides ? y : x;
    place[1] = search->turn.exchanges_sides ? x : y;
}

/// Keeps a place if it is better, or as good and before the best one.
static inline void offer(place_search *search, float score, int32_t x, int32_t y) {
    cregistration_place *best = &search->best;
    if (score < best->score) return;
    int32_t place[2];
    turn_place(search, x, y, place);
    bool precedes = place[1] < best->y || (place[1] == best->y && place[0] < best->x);
    if (score > best->score || precedes) *best = (cregistration_place){score, place[0], place[1]};
}

/// All shifts by `y` rows that leave `least` columns, of the rows `top ..< bottom`.
static inline void search_line(place_search *search, int32_t y, int32_t top, int32_t bottom, int32_t least) {
    const still_plane *still = &search->still;
    const moved_plane *moved = &search->moved;
    int32_t last = still->width - least, reach = BAND_MARGIN + LANES;
    fill(&search->still_sums, still->sums, still->width, top, bottom, reach);
    fill(&search->still_squares, still->squares, still->width, top, bottom, reach);
    fill(&search->moved_sums, moved->sums, moved->width, top - y, bottom - y, reach);
    fill(&search->moved_squares, moved->squares, moved->width, top - y, bottom - y, reach);
    score_job job = {.still = still->pairs + top * still->row_pairs,
                     .pairs = still->row_pairs,
                     .moved_stride = moved_stride(moved->width),
                     .rows = bottom - top,
                     .still_width = still->width,
                     .moved_width = moved->width};
    for (int32_t x = least - moved->width; x <= last; x += LANES) {
        job.x = x;
        job.moved = moved->pairs + (top - y) * job.moved_stride + moved_origin(moved->width) + x;
        for (int32_t end = 0; end < 2; end++) {
            int32_t of_still = BAND_MARGIN + x + (end ? moved->width : 0);
            int32_t of_moved = BAND_MARGIN + x + moved->width - (end ? 0 : still->width);
            job.still_sums[end] = search->still_sums.values + of_still;
            job.still_squares[end] = search->still_squares.values + of_still;
            job.moved_sums[end] = search->moved_sums.values + of_moved;
            job.moved_squares[end] = search->moved_squares.values + of_moved;
        }
        float scores[LANES];
        uint32_t good = score(&job, search->best.score, scores) & ((2u << lower(LANES - 1, last - x)) - 1);
        for (; good; good &= good - 1) {
            int32_t lane = __builtin_ctz(good);
            offer(search, scores[lane], x + lane, y);
        }
    }
}

static inline bool search_all(const int32_t *still, const int32_t *moved, cregistration_turn turn,
                              int32_t least, cregistration_place *best) {
    place_search search;
    search.still = still_at(still, still[0], still[1]);
    search.moved = moved_at(moved, moved[0], moved[1]);
    search.turn = turn;
    search.best = (cregistration_place){CREGISTRATION_LEAST_SCORE, 0, INT32_MAX};
    band *bands[] = {&search.still_sums, &search.still_squares, &search.moved_sums, &search.moved_squares};
    for (int32_t i = 0; i < 4; i++)
        for (int32_t x = 0; x < BAND_MARGIN; x++) bands[i]->values[x] = 0;
    int32_t height = search.still.height, moved_height = search.moved.height;
    int32_t widest = lower(search.still.width, search.moved.width);
    for (int32_t y = 1 - moved_height; y < height; y++) {
        int32_t top = higher(0, y), bottom = lower(height, y + moved_height);
        if (bottom - top <= 2) continue;
        int32_t columns = higher(3, (least + bottom - top - 1) / (bottom - top));
        if (columns <= widest) search_line(&search, y, top, bottom, columns);
    }
    *best = search.best;
    return search.best.y != INT32_MAX;
}
