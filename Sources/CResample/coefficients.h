#ifndef CRESAMPLE_COEFFICIENTS_H
#define CRESAMPLE_COEFFICIENTS_H

#include "cresample.h"

enum {
    PRECISION_BITS = 22, // Pillow's: 32 - 8 bits of a sample - 2 of headroom
    LOW_BITS = 11,       // a coefficient is high * 2^11 + low; both fit the 16-bit multipliers of SIMD
};

/// For each output position of one axis, which inputs it mixes and how.
typedef struct {
    int32_t count;  // output positions
    int32_t stride; // coefficients stored for each, at least as many as any position uses
    int32_t *start; // [count] first input
    int32_t *taps;  // [count] inputs used
    int32_t *value; // [count][stride] fixed-point coefficients, zero after the last tap
} cresample_axis;

/// Output positions `first ..< first + count` of an axis on which `in0 ..< in1` of `in_size` inputs are
/// stretched over `out_size` outputs. False: out of memory.
bool cresample_axis_make(cresample_axis *axis, cresample_filter filter, int32_t in_size, float in0, float in1,
                         int32_t out_size, int32_t first, int32_t count);

void cresample_axis_free(cresample_axis *axis);

#endif
