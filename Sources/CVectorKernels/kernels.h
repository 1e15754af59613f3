// Shared by the implementation files; not public.
#ifndef LKV_KERNELS_INTERNAL_H
#define LKV_KERNELS_INTERNAL_H

#include "CVectorKernels.h"

void lkv_code_dots_reference(const int8_t *, size_t, size_t, const uint8_t *const *, size_t, int32_t *, size_t);
extern const lkv_kernels lkv_reference;
#if defined(__x86_64__)
void lkv_code_dots_avx2(const int8_t *, size_t, size_t, const uint8_t *const *, size_t, int32_t *, size_t);
void lkv_code_dots_avx512(const int8_t *, size_t, size_t, const uint8_t *const *, size_t, int32_t *, size_t);
void lkv_code_dots_vnni(const int8_t *, size_t, size_t, const uint8_t *const *, size_t, int32_t *, size_t);
extern const lkv_kernels lkv_avx2;
extern const lkv_kernels lkv_avx512;
extern const lkv_kernels lkv_avx512_vnni;
#elif defined(__aarch64__)
void lkv_code_dots_neon(const int8_t *, size_t, size_t, const uint8_t *const *, size_t, int32_t *, size_t);
void lkv_code_dots_dotprod(const int8_t *, size_t, size_t, const uint8_t *const *, size_t, int32_t *, size_t);
extern const lkv_kernels lkv_neon;
extern const lkv_kernels lkv_neon_dotprod;
#endif

static inline const float *lkv_row(const lkv_rows *rows, size_t r) {
    size_t number = rows->numbers ? rows->numbers[r] : rows->first + r;
    return (const float *)((const char *)rows->base + number * rows->stride_bytes);
}

#endif
