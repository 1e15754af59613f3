// The code kernels for AVX-512 with VNNI.
#define LKV_VNNI 1
#include "codes_avx512.c"
