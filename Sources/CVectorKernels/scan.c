// Scans over plain arrays.
#include "CVectorKernels.h"

static int is_finite(float value) {
    union { float value; uint32_t bits; } as = {value};
    return (as.bits & 0x7F800000u) != 0x7F800000u;
}

size_t lkv_first_not_finite(const float *values, size_t count) {
    enum { BLOCK = 256 };
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        int finite = 1;
        for (size_t j = 0; j < BLOCK; j++) finite &= is_finite(values[i + j]);
        if (!finite) break;
    }
    while (i < count && is_finite(values[i])) i++;
    return i;
}

size_t lkv_reaching(const float *values, const float *multiplier, const float *slack, size_t count,
                    float factor, float cutoff, uint32_t *hits) {
    enum { BLOCK = 64 };
    size_t found = 0;
    for (size_t start = 0; start < count; start += BLOCK) {
        size_t end = count - start < BLOCK ? count : start + BLOCK;
        // Nearly every block has no hit: a branch-free pass finds that out several values at a time.
        int any = 0;
        for (size_t i = start; i < end; i++)
            any |= !(multiplier[i] * values[i] + factor * slack[i] < cutoff);
        if (!any) continue;
        for (size_t i = start; i < end; i++)
            if (!(multiplier[i] * values[i] + factor * slack[i] < cutoff)) hits[found++] = (uint32_t)i;
    }
    return found;
}
