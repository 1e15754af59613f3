// The code kernels for AVX-512: with VNNI 64 products at a time, without it 32 by way of 16-bit numbers.
#if defined(__x86_64__)
#include <immintrin.h>

#define IVEC __m512i
#define ZERO_I _mm512_setzero_si512()
#define SUM_I(v) _mm512_reduce_add_epi32(v)
#define TILE_Q 4
#define STORE_SUMS(p, a, b, c, d) store_sums(p, a, b, c, d)

#if defined(LKV_VNNI)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vnni"))), apply_to = function)
#define STEP 64
#define UVEC __m512i
#define SVEC __m512i
#define LOAD_U(p) _mm512_loadu_si512(p)
#define LOAD_S(p) _mm512_loadu_si512(p)
#define DOT(sum, u, s) _mm512_dpbusd_epi32(sum, u, s)
#define CODE_DOTS lkv_code_dots_vnni
#else
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw"))), apply_to = function)
#define STEP 32
#define UVEC __m512i
#define SVEC __m512i
#define LOAD_U(p) _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(p)))
#define LOAD_S(p) _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(p)))
#define DOT(sum, u, s) _mm512_add_epi32(sum, _mm512_madd_epi16(u, s))
#define CODE_DOTS lkv_code_dots_avx512
#endif
/// Turns four vectors of sums into four numbers: pairs, then fours, then the four parts of the vector.
static inline void store_sums(int32_t *p, __m512i a, __m512i b, __m512i c, __m512i d) {
    __m512i ab = _mm512_add_epi32(_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
    __m512i cd = _mm512_add_epi32(_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d));
    __m512i all = _mm512_add_epi32(_mm512_unpacklo_epi64(ab, cd), _mm512_unpackhi_epi64(ab, cd));
    __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(all), _mm512_extracti64x4_epi64(all, 1));
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
    _mm_storeu_si128((__m128i *)p, four);
}

#include "codes.h"

#pragma clang attribute pop
#endif
