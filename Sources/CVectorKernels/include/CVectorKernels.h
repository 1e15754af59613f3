// Distance kernels over float32 vectors, and CRC-32C.
//
// Every kernel exists as a plain C reference and as fast paths for the instruction sets below. The
// fast paths are compiled by target attributes, so the library itself needs no special flags, and the
// best one is found at run time (the Swift side asks once). Nothing here allocates, keeps state or
// reads outside the given ranges; all functions may be called from any thread.
#ifndef C_VECTOR_KERNELS_H
#define C_VECTOR_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Rows in memory: `row_number * stride_bytes` from `base` starts a row of `dimension` floats.
typedef struct {
    const void *base;
    size_t stride_bytes;
    /// The row numbers to score, or NULL for `first`, `first + 1`, …
    const uint32_t *numbers;
    size_t first;
    size_t count;
} lkv_rows;

/// `queries`: `query_count` × `dimension` floats, row-major. Writes the value of query q and the
/// r-th row to `out[q * out_stride + r]`.
typedef void (*lkv_many_fn)(const float *queries, size_t query_count, size_t dimension,
                            lkv_rows rows, float *out, size_t out_stride);

typedef float (*lkv_pair_fn)(const float *a, const float *b, size_t dimension);

/// In double precision, summed in one fixed order (eight interleaved partial sums): the result is the same
/// bits in every implementation.
typedef double (*lkv_exact_fn)(const float *a, const float *b, size_t dimension);

/// `queries`: `query_count` × `length` signed bytes; `length` is a multiple of 64. Writes Σ u · s of query q
/// and row r to `out[q * out_stride + r]`. A row is read to `length`, however long it is: what is behind its
/// end must be readable and is multiplied by the query's zeros.
typedef void (*lkv_code_dots_fn)(const int8_t *queries, size_t query_count, size_t length,
                                 const uint8_t *const *rows, size_t row_count, int32_t *out,
                                 size_t out_stride);

typedef enum { LKV_COSINE, LKV_INNER_PRODUCT, LKV_L2 } lkv_metric;

/// What belongs to the codes u of a row x: x = scale · u + offset + e with ‖e‖ ≤ error, where error also
/// bounds the float32 roundings of a score computed from the codes, for a query of norm 1. Infinite where no
/// bound holds.
typedef struct {
    float scale, offset, error, norm;
} lkv_code_row;

/// The same of many rows, an array each.
typedef struct {
    const float *scale, *offset, *error, *norm;
} lkv_code_rows;

/// What belongs to the two levels of codes of a query: q = scale[0] · s + scale[1] · t + f.
typedef struct {
    float scale[2];
    /// Of the numbers of q − f.
    float sum;
    float norm_squared;
    /// ‖q‖ and ‖f‖, rounded up: the score errs by at most row_error · error + row_norm · (norm + error).
    float row_error, row_norm;
} lkv_code_query;

/// A row that can be among the best, with bounds of its score: ⟨q, x⟩, ⟨q, x⟩ / ‖x‖ or −‖q − x‖². They are not
/// numbers where none hold.
typedef struct {
    uint32_t row;
    float low, high;
} lkv_code_hit;

/// Writes the rows whose upper bound is not below `cutoff`, ascending, to `hits`, which has room for `count`, and
/// returns how many there are. `first` and `second` are the kernel's sums for the query's two levels.
typedef size_t (*lkv_code_hits_fn)(lkv_metric metric, const lkv_code_query *query, const int32_t *first,
                                   const int32_t *second, const lkv_code_rows *rows, size_t count,
                                   float cutoff, lkv_code_hit *hits);

/// Points that rows are assigned to, as one level of signed codes each: c = scale · s.
typedef struct {
    /// `count` × `length` bytes; `length` is a multiple of 64.
    const int8_t *codes;
    size_t count, length;
    /// Of each point: its scale, the sum of its numbers, and what is added to the inner product.
    const float *scale, *sum, *bias;
} lkv_code_points;

/// For each of at most 128 rows: the point with the highest ⟨x, c⟩ + bias, the first of equals. The same in every
/// implementation.
typedef void (*lkv_code_nearest_fn)(const lkv_code_points *points, const uint8_t *const *rows,
                                    const float *scale, const float *offset, size_t row_count,
                                    uint32_t *nearest);

/// One implementation of the kernels: Σ aᵢbᵢ (dot) and Σ (aᵢ − bᵢ)² (squared_l2).
typedef struct {
    const char *name;
    /// Independent partial sums: a sum of d terms is at most ceil(d / lanes) + log2(lanes) additions deep.
    size_t lanes;
    lkv_pair_fn dot;
    lkv_pair_fn squared_l2;
    lkv_many_fn dot_many;
    lkv_many_fn squared_l2_many;
    lkv_exact_fn dot_f64;
    lkv_exact_fn squared_l2_f64;
    lkv_code_dots_fn code_dots;
    lkv_code_hits_fn code_hits;
    lkv_code_nearest_fn code_nearest;
} lkv_kernels;

/// The fastest implementation that this processor runs.
const lkv_kernels *lkv_best(void);

/// The i-th implementation that this processor runs, the reference first; NULL past the last.
const lkv_kernels *lkv_available(size_t i);

/// Makes the codes of a row of finite numbers: `stride` bytes, zeros behind the first `dimension`.
lkv_code_row lkv_encode(const float *x, size_t dimension, size_t stride, uint8_t *codes);

/// Codes in memory: chunks of `chunk_rows` rows (a power of two), each `chunk_stride` bytes: first the codes of the
/// rows, `stride` bytes each, then an `lkv_code_row` for each.
typedef struct {
    const void *base;
    size_t stride, chunk_rows, chunk_stride;
} lkv_codes;

/// Finds the codes of the rows `numbers`, or of `count` rows from `first` where that is NULL: pointers to their
/// bytes, and their scale, offset, error and norm in four columns of floats.
void lkv_code_block(lkv_codes codes, const uint32_t *numbers, size_t first, size_t count,
                    const uint8_t **rows, float *columns, size_t column_stride);

/// Makes the codes of a query of finite numbers: two levels of `length` bytes each, zeros behind the first
/// `dimension`. `scratch` has room for `dimension` numbers.
lkv_code_query lkv_encode_query(const float *q, size_t dimension, size_t length, double *scratch,
                                int8_t *codes);

/// How near each of `count` rows is to a query, from the sums of the query's first level: ⟨q, x⟩, or for L2
/// 2 ⟨q, x⟩ − ‖x‖² with `squares`. Approximate, and the same in every implementation.
void lkv_code_affinities(const lkv_code_query *query, const int32_t *sums, const float *scale, const float *offset,
                         const float *squares, size_t count, float *out);

/// Asks for `length` bytes to be brought into the cache.
static inline void lkv_prefetch(const void *bytes, size_t length) {
    for (size_t i = 0; i < length; i += 64) __builtin_prefetch((const char *)bytes + i);
}

/// The index of the first NaN or infinity, or `count` where there is none.
size_t lkv_first_not_finite(const float *values, size_t count);

/// Writes to `hits` the indices i, ascending, for which `multiplier[i] * values[i] + factor * slack[i]`
/// is not below `cutoff` (a NaN is a hit), and returns how many there are. `hits` has room for `count`.
size_t lkv_reaching(const float *values, const float *multiplier, const float *slack, size_t count,
                    float factor, float cutoff, uint32_t *hits);

/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78, RFC 3720 appendix B.4) of `length` bytes,
/// continuing from `crc` (0 to begin).
uint32_t lkv_crc32c(uint32_t crc, const void *bytes, size_t length);

/// The same, from a table and without special instructions.
uint32_t lkv_crc32c_table(uint32_t crc, const void *bytes, size_t length);

#include "lkv_graph.h"

#endif
