// Finding the nearest of many points from codes, compiled for each instruction set: NEAREST(name, dots) defines the
// function on top of a kernel of sums.
//
// The numbers compared come from whole sums by the same few roundings everywhere (exact.h turns fusing off), so that
// the same points are found on every processor.
#ifndef LKV_NEAREST_H
#define LKV_NEAREST_H

#include "exact.h"
#include "kernels.h"

#include <math.h>

enum { NEAREST_ROWS = 128, NEAREST_POINTS = 32 };

static inline __attribute__((always_inline)) void nearest_of(const lkv_code_dots_fn dots,
                                                             const lkv_code_points *points,
                                                             const uint8_t *const *rows, const float *scale,
                                                             const float *offset, size_t row_count,
                                                             uint32_t *nearest) {
    int32_t sums[NEAREST_POINTS * NEAREST_ROWS];
    float best[NEAREST_ROWS];
    for (size_t r = 0; r < row_count; r++) {
        best[r] = -INFINITY;
        nearest[r] = 0;
    }
    for (size_t first = 0; first < points->count; first += NEAREST_POINTS) {
        size_t count = points->count - first < NEAREST_POINTS ? points->count - first : NEAREST_POINTS;
        dots(points->codes + first * points->length, count, points->length, rows, row_count, sums, NEAREST_ROWS);
        for (size_t i = 0; i < count; i++) {
            uint32_t point = (uint32_t)(first + i);
            float point_scale = points->scale[point], sum = points->sum[point], bias = points->bias[point];
            const int32_t *dot = sums + i * NEAREST_ROWS;
            for (size_t r = 0; r < row_count; r++) {
                float value = scale[r] * (point_scale * (float)dot[r]) + offset[r] * sum + bias;
                uint32_t is_better = value > best[r];
                nearest[r] = is_better ? point : nearest[r];
                best[r] = is_better ? value : best[r];
            }
        }
    }
}

#define NEAREST(name, dots)                                                                                    \
    static void name(const lkv_code_points *points, const uint8_t *const *rows, const float *scale,            \
                     const float *offset, size_t row_count, uint32_t *nearest) {                               \
        nearest_of(dots, points, rows, scale, offset, row_count, nearest);                                     \
    }

#endif
