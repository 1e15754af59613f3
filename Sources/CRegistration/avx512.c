// AVX-512 with VNNI: sixteen shifts or columns in one register.

#include "kernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

// Products and sums are rounded apart, as in plain C.
#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"))),                 \
                             apply_to = function)

/// `LANES` differences, times the share of one pixel.
static inline __m512 mean(const int32_t *const sums[2], __m512 share) {
    __m512i sum = _mm512_sub_epi32(_mm512_loadu_si512(sums[1]), _mm512_loadu_si512(sums[0]));
    return _mm512_mul_ps(_mm512_cvtepi32_ps(sum), share);
}

/// The pixels of each overlap.
static inline __m512i counts(const score_job *job) {
    __m512i x = _mm512_add_epi32(_mm512_set1_epi32(job->x),
                                 _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    __m512i end = _mm512_min_epi32(_mm512_set1_epi32(job->still_width),
                                   _mm512_add_epi32(x, _mm512_set1_epi32(job->moved_width)));
    __m512i columns = _mm512_sub_epi32(end, _mm512_max_epi32(x, _mm512_setzero_si512()));
    return _mm512_mullo_epi32(columns, _mm512_set1_epi32(job->rows));
}

/// Sums of products of all rows. Where it is inlined, `pairs` is constant; the additions wait for each other
/// less if they go to several registers.
__attribute__((always_inline)) static inline __m512i multiply(const score_job *job, const int32_t pairs) {
    __m512i sums[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(),
                       _mm512_setzero_si512()};
    const int32_t *still = job->still, *moved = job->moved;
    for (int32_t row = 0; row < job->rows; row++, still += pairs, moved += job->moved_stride) {
#pragma clang loop unroll(full)
        for (int32_t i = 0; i < pairs; i++)
            sums[i % 4] = _mm512_dpwssd_epi32(sums[i % 4], _mm512_loadu_si512(moved - 2 * i),
                                              _mm512_set1_epi32(still[i]));
    }
    return _mm512_add_epi32(_mm512_add_epi32(sums[0], sums[1]), _mm512_add_epi32(sums[2], sums[3]));
}

static inline __m512i products(const score_job *job) {
    switch (job->pairs) {
    case 2:
        return multiply(job, 2);
    case 3:
        return multiply(job, 3);
    case 4:
        return multiply(job, 4);
    case 5:
        return multiply(job, 5);
    case 6:
        return multiply(job, 6);
    case 7:
        return multiply(job, 7);
    case 8:
        return multiply(job, 8);
    default:
        return multiply(job, job->pairs);
    }
}

static inline uint32_t score(const score_job *job, float least, float scores[LANES]) {
    __m512i product = products(job);
    __m512 share = _mm512_div_ps(_mm512_set1_ps(1), _mm512_cvtepi32_ps(counts(job)));
    __m512 mean_a = mean(job->still_sums, share), mean_b = mean(job->moved_sums, share);
    __m512 spread_a = _mm512_sub_ps(mean(job->still_squares, share), _mm512_mul_ps(mean_a, mean_a));
    __m512 spread_b = _mm512_sub_ps(mean(job->moved_squares, share), _mm512_mul_ps(mean_b, mean_b));
    __m512 common =
        _mm512_sub_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(product), share), _mm512_mul_ps(mean_a, mean_b));
    __m512 plain = _mm512_set1_ps(LEAST_SPREAD);
    __mmask16 is_seen = _mm512_cmp_ps_mask(spread_a, plain, _CMP_GT_OQ) &
                        _mm512_cmp_ps_mask(spread_b, plain, _CMP_GT_OQ);
    __m512 score = _mm512_maskz_div_ps(is_seen, common, _mm512_sqrt_ps(_mm512_mul_ps(spread_a, spread_b)));
    _mm512_storeu_ps(scores, score);
    return _mm512_cmp_ps_mask(score, _mm512_set1_ps(least), _CMP_GE_OQ);
}

/// The first `count` of sixteen.
static inline __mmask16 lanes(int32_t count) {
    return count >= LANES ? 0xFFFF : count > 0 ? (__mmask16)((1u << count) - 1) : 0;
}

static inline __m512 pick(const __m512 row[4], __m512i places) {
    __m512 low = _mm512_permutex2var_ps(row[0], places, row[1]);
    __m512 high = _mm512_permutex2var_ps(row[2], places, row[3]);
    __mmask16 is_high = _mm512_test_epi32_mask(places, _mm512_set1_epi32(2 * LANES));
    return _mm512_mask_blend_ps(is_high, low, high);
}

static inline void sample(const float *row, int32_t width, const sample_places *places, int32_t count,
                          float *output) {
    __m512 pixels[4];
    for (int32_t i = 0; i < 4; i++)
        pixels[i] = _mm512_maskz_loadu_ps(lanes(width - LANES * i), row + LANES * i);
    for (int32_t i = 0; i < count; i += LANES) {
        __m512 part = _mm512_loadu_ps(places->part + i), rest = _mm512_sub_ps(_mm512_set1_ps(1), part);
        __m512 low = pick(pixels, _mm512_loadu_si512(places->low + i));
        __m512 high = pick(pixels, _mm512_loadu_si512(places->high + i));
        _mm512_storeu_ps(output + i, _mm512_add_ps(_mm512_mul_ps(low, rest), _mm512_mul_ps(high, part)));
    }
}

typedef struct {
    __m512 a, b, ab, aa, bb;
} lane_sums;

static inline void add_row(const float *first, const float *upper, const float *lower, float share,
                           int32_t count, lane_sums *sums) {
    __m512 part = _mm512_set1_ps(share), rest = _mm512_set1_ps(1 - share);
    for (int32_t i = 0; i < count; i += LANES) {
        __mmask16 mask = lanes(count - i);
        __m512 a = _mm512_maskz_loadu_ps(mask, first + i);
        __m512 b = _mm512_add_ps(_mm512_mul_ps(_mm512_maskz_loadu_ps(mask, upper + i), rest),
                                 _mm512_mul_ps(_mm512_maskz_loadu_ps(mask, lower + i), part));
        sums->a = _mm512_add_ps(sums->a, a);
        sums->b = _mm512_add_ps(sums->b, b);
        sums->ab = _mm512_add_ps(sums->ab, _mm512_mul_ps(a, b));
        sums->aa = _mm512_add_ps(sums->aa, _mm512_mul_ps(a, a));
        sums->bb = _mm512_add_ps(sums->bb, _mm512_mul_ps(b, b));
    }
}

static inline float total(__m512 sums) {
    float lanes[LANES];
    _mm512_storeu_ps(lanes, sums);
    return lane_total(lanes);
}

static inline cregistration_sums add_lanes(const lane_sums *sums) {
    return (cregistration_sums){.a = total(sums->a),
                                .b = total(sums->b),
                                .ab = total(sums->ab),
                                .aa = total(sums->aa),
                                .bb = total(sums->bb)};
}

#define KERNEL(name) name##_avx512
#include "search.h"
#include "overlaps.h"
#include "shrink.h"
#include "exports.h"

#pragma clang attribute pop

#endif
