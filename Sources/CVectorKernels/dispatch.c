// Which implementations this processor runs.
#include "kernels.h"

#if defined(__x86_64__)
static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
static int has_avx512(void) { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw"); }
static int has_vnni(void) { return has_avx512() && __builtin_cpu_supports("avx512vnni"); }
#elif defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>

static int has_dotprod(void) { return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0; }
#elif defined(__aarch64__)
static int has_dotprod(void) { return 1; }
#endif

const lkv_kernels *lkv_available(size_t i) {
    const lkv_kernels *found[4] = {&lkv_reference};
    size_t count = 1;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (has_avx2()) found[count++] = &lkv_avx2;
    if (has_avx512()) found[count++] = &lkv_avx512;
    if (has_vnni()) found[count++] = &lkv_avx512_vnni;
#elif defined(__aarch64__)
    found[count++] = &lkv_neon;
    if (has_dotprod()) found[count++] = &lkv_neon_dotprod;
#endif
    return i < count ? found[i] : NULL;
}

const lkv_kernels *lkv_best(void) {
    const lkv_kernels *best = lkv_available(0);
    for (size_t i = 1; lkv_available(i); i++) best = lkv_available(i);
    return best;
}
