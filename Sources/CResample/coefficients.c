#include "coefficients.h"

#include <math.h>
#include <stdlib.h>

static double bilinear(double x) {
    x = fabs(x);
    return x < 1.0 ? 1.0 - x : 0.0;
}

static double bicubic(double x) {
    const double a = -0.5;
    x = fabs(x);
    if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
    if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * a;
    return 0.0;
}

static double sinc(double x) {
    if (x == 0.0) return 1.0;
    x *= M_PI;
    return sin(x) / x;
}

static double lanczos(double x) { return -3.0 <= x && x < 3.0 ? sinc(x) * sinc(x / 3) : 0.0; }

typedef struct {
    double (*weight)(double);
    double support;
} kernel_shape;

static kernel_shape shape_of(cresample_filter filter) {
    switch (filter) {
    case CRESAMPLE_BICUBIC:
        return (kernel_shape){bicubic, 2.0};
    case CRESAMPLE_LANCZOS:
        return (kernel_shape){lanczos, 3.0};
    default:
        return (kernel_shape){bilinear, 1.0};
    }
}

static int32_t fixed_point(double value) {
    double scaled = value * (1 << PRECISION_BITS);
    return (int32_t)(value < 0 ? scaled - 0.5 : scaled + 0.5);
}

/// The coefficients of the output centred at `center`, as Pillow's precompute_coeffs.
static void make_position(cresample_axis *axis, int32_t index, kernel_shape shape, double center,
                          double support, double inverse_scale, int32_t in_size, double *weights) {
    int32_t start = (int32_t)(center - support + 0.5);
    if (start < 0) start = 0;
    // Past 2^24 pixels the box's edges, as Pillow's, are rounded, and may lie beyond the picture.
    if (start > in_size - 1) start = in_size - 1;
    int32_t end = (int32_t)(center + support + 0.5);
    if (end > in_size) end = in_size;
    if (end <= start) end = start + 1;
    int32_t taps = end - start;
    double sum = 0.0;
    for (int32_t x = 0; x < taps; x++) {
        weights[x] = shape.weight((x + start - center + 0.5) * inverse_scale);
        sum += weights[x];
    }
    int32_t *value = axis->value + (size_t)index * axis->stride;
    for (int32_t x = 0; x < taps; x++) value[x] = fixed_point(sum != 0.0 ? weights[x] / sum : weights[x]);
    axis->start[index] = start;
    axis->taps[index] = taps;
}

bool cresample_axis_make(cresample_axis *axis, cresample_filter filter, int32_t in_size, float in0, float in1,
                         int32_t out_size, int32_t first, int32_t count) {
    kernel_shape shape = shape_of(filter);
    double scale = (double)(in1 - in0) / out_size;
    double filter_scale = scale < 1.0 ? 1.0 : scale;
    double support = shape.support * filter_scale;
    axis->count = count;
    double most_taps = ceil(support) * 2 + 1;
    axis->stride = most_taps < in_size ? (int32_t)most_taps : in_size;
    axis->start = malloc(sizeof(int32_t) * (size_t)count);
    axis->taps = malloc(sizeof(int32_t) * (size_t)count);
    axis->value = calloc((size_t)count * (size_t)axis->stride, sizeof(int32_t));
    double *weights = malloc(sizeof(double) * (size_t)axis->stride);
    bool made = axis->start && axis->taps && axis->value && weights;
    for (int32_t i = 0; made && i < count; i++) {
        double center = in0 + (first + i + 0.5) * scale;
        make_position(axis, i, shape, center, support, 1.0 / filter_scale, in_size, weights);
    }
    free(weights);
    if (!made) cresample_axis_free(axis);
    return made;
}

void cresample_axis_free(cresample_axis *axis) {
    free(axis->start);
    free(axis->taps);
    free(axis->value);
    *axis = (cresample_axis){0};
}
