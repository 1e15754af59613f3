// The kernels for AVX-512F and BW: 16 lanes, masked tails.
#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw"))), apply_to = function)

#define VEC __m512
#define LANES 16
#define TILE_ROWS 4
#define LOAD(p) _mm512_loadu_ps(p)
#define LOAD_TAIL(p, n) _mm512_maskz_loadu_ps((__mmask16)((1u << (n)) - 1), p)
#define ZERO _mm512_setzero_ps()
#define SUB(a, b) _mm512_sub_ps(a, b)
#define FMA(a, b, c) _mm512_fmadd_ps(a, b, c)
#define SUM(v) _mm512_reduce_add_ps(v)
#define KERNELS lkv_avx512
#define NAME "avx512"
#define CODE_DOTS lkv_code_dots_avx512
#include "tile.h"

NEAREST(code_nearest_vnni, lkv_code_dots_vnni)

const lkv_kernels lkv_avx512_vnni = TABLE("avx512-vnni", lkv_code_dots_vnni, code_nearest_vnni);

#pragma clang attribute pop
#endif
