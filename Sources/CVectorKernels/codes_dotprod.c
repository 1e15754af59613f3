// The code kernels for Armv8 with the dot-product instruction.
#define LKV_DOTPROD 1
#include "codes_neon.c"
