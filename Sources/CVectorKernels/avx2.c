// The kernels for AVX2 with FMA: 8 lanes, masked tails.
#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

/// Eight set lanes, then eight clear ones: the mask of n lanes starts at 8 − n.
static const int32_t lane_mask[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};

static inline __m256i first_lanes(unsigned long n) {
    return _mm256_loadu_si256((const __m256i *)(lane_mask + 8 - n));
}

static inline float lane_sum(__m256 v) {
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

#define VEC __m256
#define LANES 8
#define TILE_ROWS 3
#define LOAD(p) _mm256_loadu_ps(p)
#define LOAD_TAIL(p, n) _mm256_maskload_ps(p, first_lanes(n))
#define ZERO _mm256_setzero_ps()
#define SUB(a, b) _mm256_sub_ps(a, b)
#define FMA(a, b, c) _mm256_fmadd_ps(a, b, c)
#define SUM(v) lane_sum(v)
#define KERNELS lkv_avx2
#define NAME "avx2"
#define CODE_DOTS lkv_code_dots_avx2
#include "tile.h"

#pragma clang attribute pop
#endif
