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
} lkv_kernels;

/// The fastest implementation that this processor runs.
const lkv_kernels *lkv_best(void);

/// The i-th implementation that this processor runs, the reference first; NULL past the last.
const lkv_kernels *lkv_available(size_t i);

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

#endif
