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

/// The horizontal pass, or the copying that takes its place.
typedef struct {
    const cresample_job *job;
    horizontal_pass *pass;
    bool copies;
    cresample_axis axis; // unless it copies
} columns_maker;

static bool columns_maker_start(columns_maker *maker, const cresample_job *job, horizontal_pass *pass) {
    *maker = (columns_maker){.job = job, .pass = pass};
    maker->copies = is_identity(job->source_width, job->target_width, job->left, job->right);
    if (maker->copies) return true;
    return cresample_axis_make(&maker->axis, job->filter, job->source_width, job->left, job->right,
                               job->target_width, job->window_left, job->window_width);
}

/// Rows `first ..< first + rows` of the source, their columns as in the target's window.
static bool make_columns(const columns_maker *maker, int32_t first, int32_t rows, uint8_t *output) {
    const cresample_job *job = maker->job;
    size_t source_stride = (size_t)job->source_width * 3, stride = (size_t)job->window_width * 3;
    const uint8_t *source = job->source + (size_t)first * source_stride;
    if (!maker->copies) return maker->pass(source, job->source_width, rows, &maker->axis, output);
    source += (size_t)job->window_left * 3;
    for (int32_t y = 0; y < rows; y++)
        memcpy(output + (size_t)y * stride, source + (size_t)y * source_stride, stride);
    return true;
}

/// How many output rows from `first` on need no more than `most` source rows; at least one.
static int32_t band_height(const cresample_axis *axis, int32_t first, int32_t most) {
    int32_t height = 1;
    while (first + height < axis->count) {
        int32_t last = first + height;
        if (axis->start[last] + axis->taps[last] - axis->start[first] > most) break;
        height++;
    }
    return height;
}

/// Both passes, in bands of output rows, so that what lies between them stays small for any shape of picture.
static bool run_bands(const columns_maker *maker, vertical_row *vertical, const cresample_axis *axis,
                      uint8_t *output) {
    const size_t budget = 4 << 20;
    size_t stride = (size_t)maker->job->window_width * 3;
    int32_t most = (int32_t)(budget / stride) + 1;
    uint8_t *between = NULL;
    size_t capacity = 0;
    bool made = true;
    for (int32_t y = 0, height; made && y < axis->count; y += height) {
        height = band_height(axis, y, most);
        int32_t last = y + height - 1, first_row = axis->start[y];
        int32_t rows = axis->start[last] + axis->taps[last] - first_row;
        if ((size_t)rows * stride > capacity) {
            free(between);
            capacity = (size_t)rows * stride;
            between = malloc(capacity);
        }
        made = between && make_columns(maker, first_row, rows, between);
        for (int32_t i = y; made && i <= last; i++)
            vertical(between + (size_t)(axis->start[i] - first_row) * stride, stride,
                     axis->value + (size_t)i * (size_t)axis->stride, axis->taps[i],
                     output + (size_t)i * stride);
    }
    free(between);
    return made;
}

bool cresample_resize(const cresample_job *job, uint8_t *output) {
    if (job->filter == CRESAMPLE_NEAREST) return resize_nearest(job, output);
    passes chosen = passes_of(job->kernel);
    columns_maker maker;
    if (!columns_maker_start(&maker, job, chosen.horizontal)) return false;
    bool made;
    if (is_identity(job->source_height, job->target_height, job->top, job->bottom)) {
        made = make_columns(&maker, job->window_top, job->window_height, output);
    } else {
        cresample_axis axis;
        made = cresample_axis_make(&axis, job->filter, job->source_height, job->top, job->bottom,
                                   job->target_height, job->window_top, job->window_height);
        if (made) {
            made = run_bands(&maker, chosen.vertical, &axis, output);
            cresample_axis_free(&axis);
        }
    }
    if (!maker.copies) cresample_axis_free(&maker.axis);
    return made;
}
