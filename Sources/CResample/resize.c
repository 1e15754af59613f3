#include "cresample.h"
#include "kernels.h"

#include <stdlib.h>
#include <string.h>

cresample_kernel cresample_best_kernel(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl"))
        return CRESAMPLE_AVX512;
    if (__builtin_cpu_supports("avx2")) return CRESAMPLE_AVX2;
#endif
    return CRESAMPLE_PLAIN;
}

typedef struct {
    horizontal_pass *horizontal;
    vertical_row *vertical;
} passes;

static passes passes_of(cresample_kernel kernel) {
    switch (kernel) {
#if defined(__x86_64__)
    case CRESAMPLE_AVX512:
        return (passes){cresample_horizontal_avx512, cresample_vertical_avx512};
    case CRESAMPLE_AVX2:
        return (passes){cresample_horizontal_avx2, cresample_vertical_avx2};
#endif
    default:
        return (passes){cresample_horizontal_plain, cresample_vertical_plain};
    }
}

/// The source index of each wanted target position, as Pillow's ImagingScaleAffine finds it: by adding up, so
/// that the rounding errors are the same.
static void nearest_indices(int32_t size, float low, float high, int32_t target, int32_t first, int32_t count,
                            int32_t *indices) {
    double step = ((double)high - (double)low) / target;
    double at = low + step * 0.5;
    for (int32_t i = 0; i < first + count; i++, at += step) {
        int32_t index = (int32_t)at;
        if (i >= first) indices[i - first] = index < size ? index : size - 1;
    }
}

static bool resize_nearest(const cresample_job *job, uint8_t *output) {
    int32_t *columns = malloc(sizeof(int32_t) * (size_t)job->window_width);
    int32_t *rows = malloc(sizeof(int32_t) * (size_t)job->window_height);
    bool allocated = columns && rows;
    if (allocated) {
        nearest_indices(job->source_width, job->left, job->right, job->target_width, job->window_left,
                        job->window_width, columns);
        nearest_indices(job->source_height, job->top, job->bottom, job->target_height, job->window_top,
                        job->window_height, rows);
        for (int32_t y = 0; y < job->window_height; y++) {
            const uint8_t *row = job->source + (size_t)rows[y] * (size_t)job->source_width * 3;
            for (int32_t x = 0; x < job->window_width; x++, output += 3)
                memcpy(output, row + (size_t)columns[x] * 3, 3);
        }
    }
    free(columns);
    free(rows);
    return allocated;
}

/// Whether an axis is neither scaled nor shifted, so that Pillow leaves its pass out.
static bool is_identity(int32_t source, int32_t target, float low, float high) {
    return source == target && low == 0 && high == (float)source;
}

static bool run_vertical(const cresample_job *job, vertical_row *vertical, const uint8_t *rows, int32_t first_row,
                         const cresample_axis *axis, uint8_t *output) {
    size_t stride = (size_t)job->window_width * 3;
    for (int32_t y = 0; y < axis->count; y++)
        vertical(rows + (size_t)(axis->start[y] - first_row) * stride, stride,
                 axis->value + (size_t)y * (size_t)axis->stride, axis->taps[y], output + (size_t)y * stride);
    return true;
}

/// Rows `first_row ..< first_row + rows` of the source, its columns as in the target's window.
static bool make_columns(const cresample_job *job, horizontal_pass *horizontal, int32_t first_row, int32_t rows,
                         uint8_t *output) {
    size_t source_stride = (size_t)job->source_width * 3, stride = (size_t)job->window_width * 3;
    const uint8_t *source = job->source + (size_t)first_row * source_stride;
    if (is_identity(job->source_width, job->target_width, job->left, job->right)) {
        for (int32_t y = 0; y < rows; y++)
            memcpy(output + (size_t)y * stride, source + (size_t)y * source_stride + (size_t)job->window_left * 3,
                   stride);
        return true;
    }
    cresample_axis axis;
    if (!cresample_axis_make(&axis, job->filter, job->source_width, job->left, job->right, job->target_width,
                             job->window_left, job->window_width))
        return false;
    bool made = horizontal(source, job->source_width, rows, &axis, output);
    cresample_axis_free(&axis);
    return made;
}

bool cresample_resize(const cresample_job *job, uint8_t *output) {
    if (job->filter == CRESAMPLE_NEAREST) return resize_nearest(job, output);
    passes chosen = passes_of(job->kernel);
    if (is_identity(job->source_height, job->target_height, job->top, job->bottom))
        return make_columns(job, chosen.horizontal, job->window_top, job->window_height, output);

    cresample_axis axis;
    if (!cresample_axis_make(&axis, job->filter, job->source_height, job->top, job->bottom, job->target_height,
                             job->window_top, job->window_height))
        return false;
    int32_t last = axis.count - 1;
    int32_t first_row = axis.start[0], rows = axis.start[last] + axis.taps[last] - first_row;
    uint8_t *columns = malloc((size_t)rows * (size_t)job->window_width * 3);
    bool made = columns && make_columns(job, chosen.horizontal, first_row, rows, columns) &&
                run_vertical(job, chosen.vertical, columns, first_row, &axis, output);
    free(columns);
    cresample_axis_free(&axis);
    return made;
}
