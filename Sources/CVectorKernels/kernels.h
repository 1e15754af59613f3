// Shared by the implementation files; not public.
#ifndef LKV_KERNELS_INTERNAL_H
#define LKV_KERNELS_INTERNAL_H

#include "CVectorKernels.h"

extern const lkv_kernels lkv_reference;
#if defined(__x86_64__)
extern const lkv_kernels lkv_avx2;
extern const lkv_kernels lkv_avx512;
#elif defined(__aarch64__)
extern const lkv_kernels lkv_neon;
#endif

static inline const float *lkv_row(const lkv_rows *rows, size_t r) {
    size_t number = rows->numbers ? rows->numbers[r] : rows->first + r;
    return (const float *)((const char *)rows->base + number * rows->stride_bytes);
}

#endif
