// AVX2: as the AVX-512 kernels, with two registers of eight.

#include "kernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

// Products and sums are rounded apart, as in plain C.
#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

enum { HALF = LANES / 2 };

static inline __m256i load(const int32_t *numbers) { return _mm256_loadu_si256((const __m256i *)numbers); }

/// Differences, times the share of one pixel.
static inline __m256 mean(const int32_t *const sums[2], int32_t lane, __m256 share) {
    __m256i sum = _mm256_sub_epi32(load(sums[1] + lane), load(sums[0] + lane));
    return _mm256_mul_ps(_mm256_cvtepi32_ps(sum), share);
}

/// The pixels of each overlap.
static inline __m256i counts(const score_job *job, int32_t lane) {
    __m256i x =
        _mm256_add_epi32(_mm256_set1_epi32(job->x + lane), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    __m256i end = _mm256_min_epi32(_mm256_set1_epi32(job->still_width),
                                   _mm256_add_epi32(x, _mm256_set1_epi32(job->moved_width)));
    __m256i columns = _mm256_sub_epi32(end, _mm256_max_epi32(x, _mm256_setzero_si256()));
    return _mm256_mullo_epi32(columns, _mm256_set1_epi32(job->rows));
}

/// The scores of eight shifts from `lane` on.
static inline uint32_t finish(const score_job *job, int32_t lane, __m256i product, float least,
                              float *scores) {
    __m256 share = _mm256_div_ps(_mm256_set1_ps(1), _mm256_cvtepi32_ps(counts(job, lane)));
    __m256 mean_a = mean(job->still_sums, lane, share), mean_b = mean(job->moved_sums, lane, share);
    __m256 spread_a = _mm256_sub_ps(mean(job->still_squares, lane, share), _mm256_mul_ps(mean_a, mean_a));
    __m256 spread_b = _mm256_sub_ps(mean(job->moved_squares, lane, share), _mm256_mul_ps(mean_b, mean_b));
    __m256 common =
        _mm256_sub_ps(_mm256_mul_ps(_mm256_cvtepi32_ps(product), share), _mm256_mul_ps(mean_a, mean_b));
    __m256 plain = _mm256_set1_ps(LEAST_SPREAD);
    __m256 is_seen = _mm256_and_ps(_mm256_cmp_ps(spread_a, plain, _CMP_GT_OQ),
                                   _mm256_cmp_ps(spread_b, plain, _CMP_GT_OQ));
    __m256 score = _mm256_div_ps(common, _mm256_sqrt_ps(_mm256_mul_ps(spread_a, spread_b)));
    score = _mm256_and_ps(score, is_seen);
    _mm256_storeu_ps(scores + lane, score);
    return (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(score, _mm256_set1_ps(least), _CMP_GE_OQ)) << lane;
}

static inline uint32_t score(const score_job *job, float least, float scores[LANES]) {
    __m256i low = _mm256_setzero_si256(), high = low;
    const int32_t *still = job->still, *moved = job->moved;
    for (int32_t row = 0; row < job->rows; row++, still += job->pairs, moved += job->moved_stride) {
        for (int32_t i = 0; i < job->pairs; i++) {
            __m256i pair = _mm256_set1_epi32(still[i]);
            low = _mm256_add_epi32(low, _mm256_madd_epi16(pair, load(moved - 2 * i)));
            high = _mm256_add_epi32(high, _mm256_madd_epi16(pair, load(moved - 2 * i + HALF)));
        }
    }
    return finish(job, 0, low, least, scores) | finish(job, HALF, high, least, scores);
}

static inline void sample(const float *row, int32_t width, const sample_places *places, int32_t count,
                          float *output) {
    (void)width;
    for (int32_t i = 0; i < count; i += HALF) {
        __m256 part = _mm256_loadu_ps(places->part + i), rest = _mm256_sub_ps(_mm256_set1_ps(1), part);
        __m256 low = _mm256_i32gather_ps(row, load(places->low + i), sizeof(float));
        __m256 high = _mm256_i32gather_ps(row, load(places->high + i), sizeof(float));
        _mm256_storeu_ps(output + i, _mm256_add_ps(_mm256_mul_ps(low, rest), _mm256_mul_ps(high, part)));
    }
}

/// Of sixteen columns, the first eight and the last eight.
typedef struct {
    __m256 a[2], b[2], ab[2], aa[2], bb[2];
} lane_sums;

static inline void add_half(const float *first, const float *upper, const float *lower, float share,
                            int32_t count, int32_t half, lane_sums *sums) {
    __m256 part = _mm256_set1_ps(share), rest = _mm256_set1_ps(1 - share);
    __m256i mask =
        _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    __m256 a = _mm256_maskload_ps(first, mask);
    __m256 b = _mm256_add_ps(_mm256_mul_ps(_mm256_maskload_ps(upper, mask), rest),
                             _mm256_mul_ps(_mm256_maskload_ps(lower, mask), part));
    sums->a[half] = _mm256_add_ps(sums->a[half], a);
    sums->b[half] = _mm256_add_ps(sums->b[half], b);
    sums->ab[half] = _mm256_add_ps(sums->ab[half], _mm256_mul_ps(a, b));
    sums->aa[half] = _mm256_add_ps(sums->aa[half], _mm256_mul_ps(a, a));
    sums->bb[half] = _mm256_add_ps(sums->bb[half], _mm256_mul_ps(b, b));
}

static inline void add_row(const float *first, const float *upper, const float *lower, float share,
                           int32_t count, lane_sums *sums) {
    for (int32_t i = 0; i < count; i += LANES) {
        add_half(first + i, upper + i, lower + i, share, count - i, 0, sums);
        if (count - i > HALF)
            add_half(first + i + HALF, upper + i + HALF, lower + i + HALF, share, count - i - HALF, 1, sums);
    }
}

static inline float total(const __m256 sums[2]) {
    float lanes[LANES];
    _mm256_storeu_ps(lanes, sums[0]);
    _mm256_storeu_ps(lanes + HALF, sums[1]);
    return lane_total(lanes);
}

static inline cregistration_sums add_lanes(const lane_sums *sums) {
    return (cregistration_sums){.a = total(sums->a),
                                .b = total(sums->b),
                                .ab = total(sums->ab),
                                .aa = total(sums->aa),
                                .bb = total(sums->bb)};
}

#define KERNEL(name) name##_avx2
#include "search.h"
#include "overlaps.h"
#include "shrink.h"
#include "exports.h"

#pragma clang attribute pop

#endif
