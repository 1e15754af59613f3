// Double-precision sums, included by every implementation file and compiled for its instruction set. The
// order of the additions is fixed, so that the result is the same bits everywhere: eight interleaved
// partial sums, which fill two or four vectors or one.
#ifndef LKV_EXACT_H
#define LKV_EXACT_H

#include <stddef.h>

// A product of two floats is exact in a double, so that only the order of the additions matters; the
// square of a double difference is not, so that fusing it into the addition must stay off.
#pragma STDC FP_CONTRACT OFF

enum { PARTIAL_SUMS = 8 };

static double total(const double *s) {
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

static double dot_f64(const float *a, const float *b, size_t dimension) {
    double sums[PARTIAL_SUMS] = {0};
    size_t i = 0;
    for (; i + PARTIAL_SUMS <= dimension; i += PARTIAL_SUMS)
        for (size_t j = 0; j < PARTIAL_SUMS; j++) sums[j] += (double)a[i + j] * (double)b[i + j];
    for (size_t j = 0; i + j < dimension; j++) sums[j] += (double)a[i + j] * (double)b[i + j];
    return total(sums);
}

static double squared_l2_f64(const float *a, const float *b, size_t dimension) {
    double sums[PARTIAL_SUMS] = {0};
    size_t i = 0;
    for (; i + PARTIAL_SUMS <= dimension; i += PARTIAL_SUMS)
        for (size_t j = 0; j < PARTIAL_SUMS; j++) {
            double difference = (double)a[i + j] - (double)b[i + j];
            sums[j] += difference * difference;
        }
    for (size_t j = 0; i + j < dimension; j++) {
        double difference = (double)a[i + j] - (double)b[i + j];
        sums[j] += difference * difference;
    }
    return total(sums);
}

#endif
