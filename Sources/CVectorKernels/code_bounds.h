// Score bounds from codes, compiled for each instruction set. Plain loops that compilers turn into vectors.
#include "kernels.h"

#include <math.h>

enum { BOUND_BLOCK = 128, BOUND_GROUP = 16 };

#define RELATIVE (32 * 0x1p-24f)

static inline __attribute__((always_inline)) void bounds(const lkv_metric metric, const lkv_code_query *q,
                                                         const int32_t *first, const int32_t *second,
                                                         const lkv_code_rows *rows, size_t start,
                                                         size_t count, float *low, float *high) {
    for (size_t i = 0; i < count; i++) {
        size_t r = start + i;
        float norm = rows->norm[r], error = rows->error[r];
        float sum = q->scale[0] * (float)first[r] + q->scale[1] * (float)second[r];
        float dot = rows->scale[r] * sum + rows->offset[r] * q->sum;
        float slack = q->row_error * error + q->row_norm * (norm + error);
        if (metric == LKV_INNER_PRODUCT) {
            low[i] = dot - slack;
            high[i] = dot + slack;
        } else if (metric == LKV_COSINE) {
            float inverse = norm > 0 ? 1 / norm : 0;
            low[i] = (dot - slack) * inverse;
            high[i] = (dot + slack) * inverse;
        } else {
            float squares = norm * norm + q->norm_squared;
            low[i] = 2 * (dot - slack) - squares - squares * RELATIVE;
            high[i] = 2 * (dot + slack) - squares + squares * RELATIVE;
        }
    }
}

static inline __attribute__((always_inline)) size_t hits_of(const lkv_metric metric, const lkv_code_query *q,
                                                            const int32_t *first, const int32_t *second,
                                                            const lkv_code_rows *rows, size_t count,
                                                            float cutoff, lkv_code_hit *hits) {
    size_t found = 0;
    float low[BOUND_BLOCK], high[BOUND_BLOCK];
    for (size_t start = 0; start < count; start += BOUND_BLOCK) {
        size_t n = count - start < BOUND_BLOCK ? count - start : BOUND_BLOCK;
        bounds(metric, q, first, second, rows, start, n, low, high);
        for (size_t i = n; i % BOUND_GROUP; i++) high[i] = -INFINITY;
        // Most groups have no hit, which comparing them as a whole finds out.
        for (size_t group = 0; group < n; group += BOUND_GROUP) {
            int any = 0;
            for (size_t i = 0; i < BOUND_GROUP; i++) any |= !(high[group + i] < cutoff);
            if (!any) continue;
            size_t end = group + BOUND_GROUP < n ? group + BOUND_GROUP : n;
            for (size_t i = group; i < end; i++)
                if (!(high[i] < cutoff)) hits[found++] = (lkv_code_hit){(uint32_t)(start + i), low[i], high[i]};
        }
    }
    return found;
}

static size_t code_hits(lkv_metric metric, const lkv_code_query *q, const int32_t *first,
                        const int32_t *second, const lkv_code_rows *rows, size_t count, float cutoff,
                        lkv_code_hit *hits) {
    switch (metric) {
    case LKV_INNER_PRODUCT:
        return hits_of(LKV_INNER_PRODUCT, q, first, second, rows, count, cutoff, hits);
    case LKV_COSINE: return hits_of(LKV_COSINE, q, first, second, rows, count, cutoff, hits);
    default: return hits_of(LKV_L2, q, first, second, rows, count, cutoff, hits);
    }
}
