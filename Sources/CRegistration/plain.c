// The kernels in plain C.

#include "kernels.h"

#include <math.h>

// A fused multiplication and addition would round once where the other kernels round twice.
#pragma STDC FP_CONTRACT OFF

static inline uint32_t score(const score_job *job, float least, float scores[LANES]) {
    uint32_t good = 0;
    for (int32_t lane = 0; lane < LANES; lane++) {
        int32_t product = 0;
        for (int32_t row = 0; row < job->rows; row++) {
            const int32_t *still = job->still + row * job->pairs;
            const int32_t *moved = job->moved + row * job->moved_stride + lane;
            for (int32_t i = 0; i < job->pairs; i++) {
                int32_t a = still[i], b = moved[-2 * i];
                product += (a & 0xFFFF) * (b & 0xFFFF) + (a >> 16) * (b >> 16);
            }
        }
        int32_t x = job->x + lane, columns = lower(job->still_width, x + job->moved_width) - higher(0, x);
        float share = 1 / (float)(job->rows * columns);
        float mean_a = (float)(job->still_sums[1][lane] - job->still_sums[0][lane]) * share;
        float mean_b = (float)(job->moved_sums[1][lane] - job->moved_sums[0][lane]) * share;
        float squares_a = (float)(job->still_squares[1][lane] - job->still_squares[0][lane]) * share;
        float squares_b = (float)(job->moved_squares[1][lane] - job->moved_squares[0][lane]) * share;
        float spread_a = squares_a - mean_a * mean_a, spread_b = squares_b - mean_b * mean_b;
        float common = (float)product * share - mean_a * mean_b;
        bool is_seen = spread_a > LEAST_SPREAD && spread_b > LEAST_SPREAD;
        scores[lane] = is_seen ? common / sqrtf(spread_a * spread_b) : 0;
        if (scores[lane] >= least) good |= 1u << lane;
    }
    return good;
}

static inline void sample(const float *row, int32_t width, const sample_places *places, int32_t count,
                          float *output) {
    (void)width;
    for (int32_t i = 0; i < count; i++) {
        float part = places->part[i];
        output[i] = row[places->low[i]] * (1 - part) + row[places->high[i]] * part;
    }
}

typedef struct {
    float a[LANES], b[LANES], ab[LANES], aa[LANES], bb[LANES];
} lane_sums;

static inline void add_row(const float *first, const float *upper, const float *lower, float share,
                           int32_t count, lane_sums *sums) {
    for (int32_t i = 0; i < count; i++) {
        float a = first[i], b = upper[i] * (1 - share) + lower[i] * share;
        int32_t lane = i % LANES;
        sums->a[lane] += a;
        sums->b[lane] += b;
        sums->ab[lane] += a * b;
        sums->aa[lane] += a * a;
        sums->bb[lane] += b * b;
    }
}

static inline cregistration_sums add_lanes(lane_sums *sums) {
    return (cregistration_sums){.a = lane_total(sums->a),
                                .b = lane_total(sums->b),
                                .ab = lane_total(sums->ab),
                                .aa = lane_total(sums->aa),
                                .bb = lane_total(sums->bb)};
}

#define KERNEL(name) name##_plain
#include "search.h"
#include "overlaps.h"
#include "shrink.h"
#include "exports.h"
