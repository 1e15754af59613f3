// The two passes of a separable resampling, each in plain C and for wider registers.

#ifndef CRESAMPLE_KERNELS_H
#define CRESAMPLE_KERNELS_H

#include "coefficients.h"

/// Rows `0 ..< rows` of `source`, `width` pixels each, to rows of `axis->count` pixels. False: out of memory.
typedef bool horizontal_pass(const uint8_t *source, int32_t width, int32_t rows, const cresample_axis *axis,
                             uint8_t *output);

horizontal_pass cresample_horizontal_plain, cresample_horizontal_avx2, cresample_horizontal_avx512;

/// One output row of `bytes` bytes: the sum of `taps` rows, `bytes` apart, times `value`.
typedef void vertical_row(const uint8_t *source, size_t bytes, const int32_t *value, int32_t taps,
                          uint8_t *output);

vertical_row cresample_vertical_plain, cresample_vertical_avx2, cresample_vertical_avx512;

/// `cresample_tensor` for as many of the pixels as fill its registers; returns how many that were.
typedef size_t tensor_kernel(const uint8_t *source, size_t pixels, const float scale[3],
                             const float offset[3], bool planar, float *output);

tensor_kernel cresample_tensor_avx2;

/// Drops the fraction and clips to 0...255.
static inline uint8_t cresample_clip(int32_t sum) {
    int32_t value = sum >> PRECISION_BITS;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/// A coefficient's two halves: `value == (high << LOW_BITS) + low`, 0 <= low < 2^LOW_BITS.
static inline int16_t cresample_high(int32_t value) { return (int16_t)(value >> LOW_BITS); }
static inline int16_t cresample_low(int32_t value) { return (int16_t)(value & ((1 << LOW_BITS) - 1)); }

/// Two halves of neighbouring coefficients as one 32-bit lane, the first one lower.
static inline int32_t cresample_pair(int16_t first, int16_t second) {
    return (int32_t)((uint32_t)(uint16_t)first | (uint32_t)(uint16_t)second << 16);
}

#endif
