// The code kernels for AVX2: 16 products at a time by way of 16-bit numbers, since the instruction for bytes
// saturates.
#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

static inline int32_t code_lane_sum(__m256i v) {
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
    return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xB1)));
}

static inline void store_sums(int32_t *p, __m256i a, __m256i b, __m256i c, __m256i d) {
    __m256i all = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1));
    _mm_storeu_si128((__m128i *)p, four);
}

#define IVEC __m256i
#define ZERO_I _mm256_setzero_si256()
#define SUM_I(v) code_lane_sum(v)
#define TILE_Q 2
#define STORE_SUMS(p, a, b, c, d) store_sums(p, a, b, c, d)
#define STEP 16
#define UVEC __m256i
#define SVEC __m256i
#define LOAD_U(p) _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(p)))
#define LOAD_S(p) _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(p)))
#define DOT(sum, u, s) _mm256_add_epi32(sum, _mm256_madd_epi16(u, s))
#define CODE_DOTS lkv_code_dots_avx2
#include "codes.h"

#pragma clang attribute pop
#endif
