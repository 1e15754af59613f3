// Making codes of rows and of queries, and the bounds of scores that follow from them.
#include "CVectorKernels.h"

#include <math.h>
#include <string.h>

/// Roundings of float32, each 2⁻²⁴, that a score computed from codes goes through, generously.
#define ROUNDINGS (16 * 0x1p-24)

static double above(double value) { return value * (1 + 0x1p-20); }

lkv_code_row lkv_encode(const float *x, size_t dimension, size_t stride, uint8_t *codes) {
    float low = x[0], high = x[0];
    for (size_t i = 1; i < dimension; i++) {
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
    }
    double square = 0;
    for (size_t i = 0; i < dimension; i++) square += (double)x[i] * x[i];
    double norm = sqrt(square);
    memset(codes, 0, stride);
    lkv_code_row row = {0, 0, INFINITY, (float)norm};
    if (norm == 0) {
        row.error = 0;
        return row;
    }
    // Beyond these, float32 arithmetic may overflow or lose too much to underflow: such a row is never
    // left out of an answer because of its codes.
    if (!(norm >= 1e-12 && norm <= 1e15)) return row;
    row.scale = (float)(((double)high - low) / 255);
    row.offset = low;
    double inverse = row.scale > 0 ? 1 / (double)row.scale : 0, error = 0;
    for (size_t i = 0; i < dimension; i++) {
        double code = floor(((double)x[i] - low) * inverse + 0.5);
        code = code > 255 ? 255 : code;
        codes[i] = (uint8_t)code;
        double difference = x[i] - (row.scale * code + row.offset);
        error += difference * difference;
    }
    double rounding = sqrt((double)dimension) * (255 * (double)row.scale + fabs((double)row.offset)) + norm;
    row.error = (float)above(above(sqrt(error)) + ROUNDINGS * rounding);
    return row;
}

/// Quantises x to signed bytes and takes them off; returns the scale.
static double take_level(double *x, size_t dimension, int8_t *codes) {
    double most = 0;
    for (size_t i = 0; i < dimension; i++) most = fabs(x[i]) > most ? fabs(x[i]) : most;
    double scale = (float)(most / 127);
    if (scale == 0) return 0;
    for (size_t i = 0; i < dimension; i++) {
        double code = nearbyint(x[i] / scale);
        code = code > 127 ? 127 : code < -127 ? -127 : code;
        codes[i] = (int8_t)code;
        x[i] -= scale * code;
    }
    return scale;
}

lkv_code_query lkv_encode_query(const float *q, size_t dimension, size_t length, double *scratch,
                                int8_t *codes) {
    lkv_code_query query = {0};
    double square = 0, sum = 0, left = 0;
    for (size_t i = 0; i < dimension; i++) {
        scratch[i] = q[i];
        square += (double)q[i] * q[i];
    }
    double norm = sqrt(square);
    memset(codes, 0, 2 * length);
    query.norm_squared = (float)square;
    query.row_error = INFINITY;
    if (norm == 0) query.row_error = 0;
    if (!(norm >= 1e-12 && norm <= 1e15)) return query;
    query.scale[0] = (float)take_level(scratch, dimension, codes);
    query.scale[1] = (float)take_level(scratch, dimension, codes + length);
    for (size_t i = 0; i < dimension; i++) {
        left += scratch[i] * scratch[i];
        sum += q[i] - scratch[i];
    }
    query.sum = (float)sum;
    query.row_error = (float)above(norm);
    // What the two levels leave, and the rounding of their sum to float32, against ‖x‖ + error.
    query.row_norm = (float)above(above(sqrt(left)));
    return query;
}

void lkv_code_block(lkv_codes codes, const uint32_t *numbers, size_t first, size_t count,
                    const uint8_t **rows, float *columns, size_t column_stride) {
    for (size_t i = 0; i < count; i++) {
        size_t number = numbers ? numbers[i] : first + i;
        const uint8_t *chunk = (const uint8_t *)codes.base + number / codes.chunk_rows * codes.chunk_stride;
        size_t within = number % codes.chunk_rows;
        rows[i] = chunk + within * codes.stride;
        lkv_code_row row;
        memcpy(&row, chunk + codes.chunk_rows * codes.stride + within * sizeof row, sizeof row);
        columns[i] = row.scale;
        columns[column_stride + i] = row.offset;
        columns[2 * column_stride + i] = row.error;
        columns[3 * column_stride + i] = row.norm;
    }
}

// No multiplication is fused with an addition here, so that the numbers are the same on every processor.
#pragma STDC FP_CONTRACT OFF

void lkv_code_affinities(const lkv_code_query *query, const int32_t *sums, const float *scale, const float *offset,
                         const float *squares, size_t count, float *out) {
    float query_scale = query->scale[0], sum = query->sum;
    for (size_t i = 0; i < count; i++) {
        float dot = scale[i] * (query_scale * (float)sums[i]) + offset[i] * sum;
        out[i] = squares ? 2 * dot - squares[i] : dot;
    }
}
