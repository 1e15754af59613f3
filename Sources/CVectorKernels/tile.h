// The register-blocked kernels, written once for every vector width. The including file defines
//
//   VEC                 a vector of LANES floats
//   LOAD(p)             LANES floats from p, unaligned
//   LOAD_TAIL(p, n)     n floats from p (0 < n < LANES), the other lanes zero, nothing read past p + n
//   ZERO, SUB(a, b), FMA(a, b, c) = a * b + c, SUM(v) = the sum of the lanes
//   TILE_ROWS           how many rows a tile has: as many as its sums fit the registers
//   KERNELS, NAME       the table to define, and its name
//   CODE_DOTS           the kernel over codes that goes with it
//
// A tile holds QUERIES × ROWS running sums in registers, so that each load of a row serves several
// queries and each load of a query several rows. Rows of one tile are read side by side.
#include "code_bounds.h"
#include "exact.h"
#include "kernels.h"
#include "nearest.h"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

// One query alone waits for memory: eight rows side by side keep more of it on its way.
enum { TILE_QUERIES = 4, SINGLE_ROWS = 8 };

typedef enum { DOT, SQUARED_L2 } operation;

INLINE VEC accumulate(operation op, VEC query, VEC row, VEC sum) {
    if (op == DOT) return FMA(query, row, sum);
    VEC difference = SUB(query, row);
    return FMA(difference, difference, sum);
}

/// Scores `query_count` queries × `row_count` rows, both constant at each call and at most TILE_QUERIES
/// and SINGLE_ROWS. Where `ahead` is given, these rows are fetched into the cache meanwhile.
INLINE void tile(operation op, const size_t query_count, const size_t row_count, const float *queries,
                 size_t dimension, const float *const *row, const float *const *ahead, float *out,
                 size_t out_stride) {
    VEC sum[TILE_QUERIES][SINGLE_ROWS];
    UNROLL for (size_t q = 0; q < query_count; q++)
        UNROLL for (size_t r = 0; r < row_count; r++) sum[q][r] = ZERO;
    size_t i = 0;
    for (; i + LANES <= dimension; i += LANES) {
        VEC values[SINGLE_ROWS];
        UNROLL for (size_t r = 0; r < row_count; r++) {
            values[r] = LOAD(row[r] + i);
            if (ahead) __builtin_prefetch(ahead[r] + i);
        }
        UNROLL for (size_t q = 0; q < query_count; q++) {
            VEC query = LOAD(queries + q * dimension + i);
            UNROLL for (size_t r = 0; r < row_count; r++)
                sum[q][r] = accumulate(op, query, values[r], sum[q][r]);
        }
    }
    if (i < dimension) {
        size_t left = dimension - i;
        UNROLL for (size_t q = 0; q < query_count; q++) {
            VEC query = LOAD_TAIL(queries + q * dimension + i, left);
            UNROLL for (size_t r = 0; r < row_count; r++)
                sum[q][r] = accumulate(op, query, LOAD_TAIL(row[r] + i, left), sum[q][r]);
        }
    }
    UNROLL for (size_t q = 0; q < query_count; q++)
        UNROLL for (size_t r = 0; r < row_count; r++) out[q * out_stride + r] = SUM(sum[q][r]);
}

INLINE void one_query(operation op, const float *query, size_t dimension, lkv_rows rows, float *out) {
    size_t r = 0;
    for (; r + SINGLE_ROWS <= rows.count; r += SINGLE_ROWS) {
        const float *row[SINGLE_ROWS];
        for (size_t j = 0; j < SINGLE_ROWS; j++) row[j] = lkv_row(&rows, r + j);
        tile(op, 1, SINGLE_ROWS, query, dimension, row, NULL, out + r, 0);
    }
    for (; r < rows.count; r++) {
        const float *row = lkv_row(&rows, r);
        tile(op, 1, 1, query, dimension, &row, NULL, out + r, 0);
    }
}

INLINE void many(operation op, const float *queries, size_t query_count, size_t dimension,
                 lkv_rows rows, float *out, size_t out_stride) {
    if (query_count == 1) return one_query(op, queries, dimension, rows, out);
    size_t r = 0;
    for (; r + TILE_ROWS <= rows.count; r += TILE_ROWS) {
        const float *row[TILE_ROWS], *ahead[TILE_ROWS];
        for (size_t j = 0; j < TILE_ROWS; j++) {
            size_t next = r + j + TILE_ROWS;
            row[j] = lkv_row(&rows, r + j);
            ahead[j] = lkv_row(&rows, next < rows.count ? next : r + j);
        }
        size_t q = 0;
        for (; q + TILE_QUERIES <= query_count; q += TILE_QUERIES) {
            const float *from = queries + q * dimension;
            float *to = out + q * out_stride + r;
            if (q == 0) tile(op, TILE_QUERIES, TILE_ROWS, from, dimension, row, ahead, to, out_stride);
            else tile(op, TILE_QUERIES, TILE_ROWS, from, dimension, row, NULL, to, out_stride);
        }
        for (; q < query_count; q++)
            tile(op, 1, TILE_ROWS, queries + q * dimension, dimension, row, NULL,
                 out + q * out_stride + r, 0);
    }
    for (; r < rows.count; r++) {
        const float *row = lkv_row(&rows, r);
        for (size_t q = 0; q < query_count; q++)
            tile(op, 1, 1, queries + q * dimension, dimension, &row, NULL, out + q * out_stride + r, 0);
    }
}

static float dot(const float *a, const float *b, size_t dimension) {
    float result;
    tile(DOT, 1, 1, a, dimension, &b, NULL, &result, 0);
    return result;
}

static float squared_l2(const float *a, const float *b, size_t dimension) {
    float result;
    tile(SQUARED_L2, 1, 1, a, dimension, &b, NULL, &result, 0);
    return result;
}

static void dot_many(const float *queries, size_t query_count, size_t dimension, lkv_rows rows,
                     float *out, size_t out_stride) {
    many(DOT, queries, query_count, dimension, rows, out, out_stride);
}

static void squared_l2_many(const float *queries, size_t query_count, size_t dimension, lkv_rows rows,
                            float *out, size_t out_stride) {
    many(SQUARED_L2, queries, query_count, dimension, rows, out, out_stride);
}

#define TABLE(name, code_dots, nearest)                                                                       \
    {name,      LANES, dot, squared_l2, dot_many, squared_l2_many, dot_f64, squared_l2_f64, code_dots, code_hits, \
     nearest}

NEAREST(code_nearest, CODE_DOTS)

const lkv_kernels KERNELS = TABLE(NAME, CODE_DOTS, code_nearest);
