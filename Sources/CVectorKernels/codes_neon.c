// The code kernels for Armv8: by way of 16-bit numbers, or with the dot-product instruction, which multiplies
// signed bytes only: the unsigned ones are moved down by 128 and the query's sum is added back.
#if defined(__aarch64__)
#include <arm_neon.h>
#include <stdint.h>

#define IVEC int32x4_t
#define ZERO_I vdupq_n_s32(0)
#define SUM_I(v) vaddvq_s32(v)
#define TILE_Q 4
#define STORE_SUMS(p, a, b, c, d) vst1q_s32(p, vpaddq_s32(vpaddq_s32(a, b), vpaddq_s32(c, d)))
#define STEP 16
#define UVEC uint8x16_t
#define SVEC int8x16_t
#define LOAD_U(p) vld1q_u8(p)
#define LOAD_S(p) vld1q_s8(p)

#if defined(LKV_DOTPROD)
#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)
/// u · s = (u − 128) · s + 128 · Σ s
static inline int32x4_t code_dot(int32x4_t sum, uint8x16_t u, int8x16_t s) {
    int8x16_t moved = vreinterpretq_s8_u8(veorq_u8(u, vdupq_n_u8(128)));
    int32x4_t products = vdotq_s32(sum, moved, s);
    return vmlaq_n_s32(products, vdotq_s32(vdupq_n_s32(0), vdupq_n_s8(1), s), 128);
}
#else
#pragma clang attribute push(__attribute__((target("neon"))), apply_to = function)
static inline int32x4_t code_dot(int32x4_t sum, uint8x16_t u, int8x16_t s) {
    int16x8_t u0 = vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(u)));
    int16x8_t u1 = vreinterpretq_s16_u16(vmovl_high_u8(u));
    int16x8_t s0 = vmovl_s8(vget_low_s8(s)), s1 = vmovl_high_s8(s);
    sum = vmlal_s16(sum, vget_low_s16(u0), vget_low_s16(s0));
    sum = vmlal_high_s16(sum, u0, s0);
    sum = vmlal_s16(sum, vget_low_s16(u1), vget_low_s16(s1));
    return vmlal_high_s16(sum, u1, s1);
}
#endif
#define DOT(sum, u, s) code_dot(sum, u, s)
#if defined(LKV_DOTPROD)
#define CODE_DOTS lkv_code_dots_dotprod
#else
#define CODE_DOTS lkv_code_dots_neon
#endif
#include "codes.h"

#pragma clang attribute pop
#endif
