// Sums over an overlap: rows of the second plane are sampled once each, as far as they are needed. Included
// by each kernel, which has defined
//     void sample(const float *row, int32_t width, const sample_places *places, int32_t count, float *output)
// for a row of the second plane at places; `lane_sums`, sums of every sixteenth column;
//     void add_row(const float *first, const float *upper, const float *lower, float share, int32_t count,
//                  lane_sums *sums)
// for a row of which the second one is between `upper` and `lower`, by the share of `lower`; and
//     cregistration_sums add_lanes(const lane_sums *sums)

/// The two pixels beside a place, and the second one's share.
static inline void neighbours(float place, int32_t count, int32_t *low, int32_t *high, float *part) {
    float last = (float)(count - 1);
    float clamped = place > 0 ? (place < last ? place : last) : 0;
    int32_t first = (int32_t)clamped;
    *low = first;
    *high = lower(first + 1, count - 1);
    *part = clamped - (float)first;
}

static inline cregistration_sums sum_overlap(const cregistration_overlap *overlap) {
    sample_places places;
    for (int32_t i = 0; i < CREGISTRATION_SAMPLED_SIDE; i++) {
        float x = (float)(overlap->first_x + i * overlap->step);
        neighbours(overlap->scale_x * (x + 0.5f) + overlap->left - 0.5f, overlap->second_width,
                   &places.low[i], &places.high[i], &places.part[i]);
    }
    lane_sums sums = {0};
    float rows[2][CREGISTRATION_SAMPLED_SIDE];
    int32_t held[2] = {-1, -1}; // which rows of the second plane they are
    for (int32_t i = 0; i < overlap->rows; i++) {
        float y = (float)(overlap->first_y + i * overlap->step), share;
        int32_t wanted[2];
        neighbours(overlap->scale_y * (y + 0.5f) + overlap->top - 0.5f, overlap->second_height, &wanted[0],
                   &wanted[1], &share);
        for (int32_t end = 0; end < 2; end++) {
            // Rows follow each other, so one of them is often known.
            int32_t slot = wanted[end] % 2;
            if (held[slot] == wanted[end]) continue;
            sample(overlap->second + wanted[end] * overlap->second_width, overlap->second_width, &places,
                   overlap->columns, rows[slot]);
            held[slot] = wanted[end];
        }
        add_row(overlap->first + i * overlap->first_stride, rows[wanted[0] % 2], rows[wanted[1] % 2], share,
                overlap->columns, &sums);
    }
    return add_lanes(&sums);
}
