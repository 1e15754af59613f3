// The plain C kernels over byte codes: what every other path is tested against.
#include "kernels.h"

void lkv_code_dots_reference(const int8_t *queries, size_t query_count, size_t length,
                             const uint8_t *const *rows, size_t row_count, int32_t *out,
                             size_t out_stride) {
    for (size_t q = 0; q < query_count; q++)
        for (size_t r = 0; r < row_count; r++) {
            const int8_t *query = queries + q * length;
            int32_t sum = 0;
            for (size_t i = 0; i < length; i++) sum += (int32_t)rows[r][i] * query[i];
            out[q * out_stride + r] = sum;
        }
}
