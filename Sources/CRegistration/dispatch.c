// Each function by the kernel that the caller chooses.

#include "kernels.h"

#if defined(__x86_64__)
/// The AVX-512 kernel also takes VNNI, which a few processors lack.
static bool has_vnni(void) { return __builtin_cpu_supports("avx512vnni"); }
#endif

bool cregistration_best_place(const int32_t *still, const int32_t *moved, cregistration_turn turn,
                              int32_t least, cregistration_kernel kernel, cregistration_place *best) {
    switch (kernel) {
#if defined(__x86_64__)
    case CREGISTRATION_AVX512:
        if (has_vnni()) return cregistration_best_place_avx512(still, moved, turn, least, best);
        // falls through
    case CREGISTRATION_AVX2:
        return cregistration_best_place_avx2(still, moved, turn, least, best);
#endif
    default:
        return cregistration_best_place_plain(still, moved, turn, least, best);
    }
}

cregistration_sums cregistration_sums_of(const cregistration_overlap *overlap, cregistration_kernel kernel) {
    switch (kernel) {
#if defined(__x86_64__)
    case CREGISTRATION_AVX512:
        if (has_vnni()) return cregistration_sums_avx512(overlap);
        // falls through
    case CREGISTRATION_AVX2:
        return cregistration_sums_avx2(overlap);
#endif
    default:
        return cregistration_sums_plain(overlap);
    }
}

void cregistration_shrink(const uint8_t *levels, const cregistration_axis *columns,
                          const cregistration_axis *rows, int32_t count, cregistration_kernel kernel,
                          uint8_t *output) {
    switch (kernel) {
#if defined(__x86_64__)
    case CREGISTRATION_AVX512:
        if (has_vnni()) {
            cregistration_shrink_avx512(levels, columns, rows, count, output);
            return;
        }
        // falls through
    case CREGISTRATION_AVX2:
        cregistration_shrink_avx2(levels, columns, rows, count, output);
        return;
#endif
    default:
        cregistration_shrink_plain(levels, columns, rows, count, output);
    }
}
