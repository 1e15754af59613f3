// The kernels for Armv8 NEON: 4 lanes. Every AArch64 processor has them.
#if defined(__aarch64__)
#include <arm_neon.h>
#include <stddef.h>

static inline float32x4_t load_tail(const float *p, size_t n) {
    float values[4] = {0, 0, 0, 0};
    for (size_t i = 0; i < n; i++) values[i] = p[i];
    return vld1q_f32(values);
}

#define VEC float32x4_t
#define LANES 4
#define TILE_ROWS 4
#define LOAD(p) vld1q_f32(p)
#define LOAD_TAIL(p, n) load_tail(p, n)
#define ZERO vdupq_n_f32(0)
#define SUB(a, b) vsubq_f32(a, b)
#define FMA(a, b, c) vfmaq_f32(c, a, b)
#define SUM(v) vaddvq_f32(v)
#define KERNELS lkv_neon
#define NAME "neon"
#define CODE_DOTS lkv_code_dots_neon
#include "tile.h"

NEAREST(code_nearest_dotprod, lkv_code_dots_dotprod)

const lkv_kernels lkv_neon_dotprod = TABLE("neon-dotprod", lkv_code_dots_dotprod, code_nearest_dotprod);

#endif
