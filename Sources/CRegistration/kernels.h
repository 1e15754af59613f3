// The parts that plain.c, avx2.c and avx512.c have each, compiled for their instructions, and what they
// share.

#ifndef CREGISTRATION_KERNELS_H
#define CREGISTRATION_KERNELS_H

#include "planes.h"

typedef bool best_place_function(const int32_t *still, const int32_t *moved, cregistration_turn turn,
                                 int32_t least, cregistration_place *best);

best_place_function cregistration_best_place_plain, cregistration_best_place_avx2,
    cregistration_best_place_avx512;

typedef cregistration_sums sums_function(const cregistration_overlap *overlap);

sums_function cregistration_sums_plain, cregistration_sums_avx2, cregistration_sums_avx512;

typedef void shrink_function(const uint8_t *levels, const cregistration_axis *columns,
                             const cregistration_axis *rows, int32_t count, uint8_t *output);

shrink_function cregistration_shrink_plain, cregistration_shrink_avx2, cregistration_shrink_avx512;

/// Below this variance an area is plain: it correlates with anything.
#define LEAST_SPREAD 20.0f

/// Shifts that lie beside each other, `LANES` of them.
typedef struct {
    const int32_t *still; // pairs of levels of the rows that overlap
    int32_t pairs;        // of a row
    const int32_t *moved; // what lies on the first pair at the first shift
    int32_t moved_stride;
    int32_t rows;
    int32_t x, still_width, moved_width;
    // Sums over the columns that overlap are the differences of these, for each shift.
    const int32_t *still_sums[2], *still_squares[2], *moved_sums[2], *moved_squares[2];
} score_job;

/// Where the columns of an overlap are in the second plane: pixel `low[i]`, and by the share `part[i]` pixel
/// `high[i]`. Past the last column, all are 0.
typedef struct {
    int32_t low[CREGISTRATION_SAMPLED_SIDE], high[CREGISTRATION_SAMPLED_SIDE];
    float part[CREGISTRATION_SAMPLED_SIDE];
} sample_places;

/// Adds the lanes in pairs, so that each kernel rounds alike.
static inline float lane_total(float lanes[LANES]) {
    for (int32_t half = LANES / 2; half > 0; half /= 2)
        for (int32_t i = 0; i < half; i++) lanes[i] += lanes[i + half];
    return lanes[0];
}

static inline int32_t lower(int32_t a, int32_t b) { return a < b ? a : b; }
static inline int32_t higher(int32_t a, int32_t b) { return a > b ? a : b; }

#endif
