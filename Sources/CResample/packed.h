// Coefficients of an axis, rearranged for the horizontal SIMD kernels.

#ifndef CRESAMPLE_PACKED_H
#define CRESAMPLE_PACKED_H

#include "coefficients.h"

/// Every position takes the same number of steps, of `step` taps each; surplus taps are zero. Windows that
/// would reach past the end of a row begin earlier, so that a kernel may always read whole steps.
typedef struct {
    int32_t steps;
    int32_t *starts; // [count] first input
    // [count][steps][step]: pairs of neighbouring coefficients as 16-bit halves in 32-bit lanes; the upper
    // halves of a step's coefficients, then the lower halves.
    int32_t *pairs;
} cresample_packed;

/// For rows of `width` inputs. Steps are left at 0 where `width` is less than one window; false: out of
/// memory.
bool cresample_packed_make(cresample_packed *packed, const cresample_axis *axis, int32_t width, int32_t step);

void cresample_packed_free(cresample_packed *packed);

#endif
