// The plain C kernels: what every other path is tested against.
#include "code_bounds.h"
#include "exact.h"
#include "kernels.h"
#include "nearest.h"

static float dot(const float *a, const float *b, size_t dimension) {
    float sum = 0;
    for (size_t i = 0; i < dimension; i++) sum += a[i] * b[i];
    return sum;
}

static float squared_l2(const float *a, const float *b, size_t dimension) {
    float sum = 0;
    for (size_t i = 0; i < dimension; i++) {
        float difference = a[i] - b[i];
        sum += difference * difference;
    }
    return sum;
}

static void dot_many(const float *queries, size_t query_count, size_t dimension, lkv_rows rows,
                     float *out, size_t out_stride) {
    for (size_t q = 0; q < query_count; q++)
        for (size_t r = 0; r < rows.count; r++)
            out[q * out_stride + r] = dot(queries + q * dimension, lkv_row(&rows, r), dimension);
}

static void squared_l2_many(const float *queries, size_t query_count, size_t dimension, lkv_rows rows,
                            float *out, size_t out_stride) {
    for (size_t q = 0; q < query_count; q++)
        for (size_t r = 0; r < rows.count; r++)
            out[q * out_stride + r] = squared_l2(queries + q * dimension, lkv_row(&rows, r), dimension);
}

NEAREST(code_nearest, lkv_code_dots_reference)

const lkv_kernels lkv_reference = {
    "reference", 1, dot, squared_l2, dot_many, squared_l2_many, dot_f64, squared_l2_f64,
    lkv_code_dots_reference, code_hits, code_nearest,
};
