// The kernel over byte codes, written once for every instruction set. The including file defines
//
//   IVEC                a vector of int32 sums
//   STEP                bytes that one DOT takes in: 64 or a divisor of it
//   UVEC, LOAD_U(p)     STEP unsigned bytes from p, unaligned, in the form that DOT wants
//   SVEC, LOAD_S(p)     STEP signed bytes from p, likewise
//   DOT(sum, u, s)      sum + the products of unsigned and signed bytes, never saturating
//   ZERO_I, SUM_I(v)    no sums, and the sum of the lanes
//   STORE_SUMS(p, a, b, c, d)  writes the sums of the lanes of four vectors to p, one behind the other
//   CODE_DOTS           the name of the function to define
//   TILE_Q              queries of a tile: as many as its sums fit the registers
//
// A row may be read up to the next multiple of 64 bytes: the query is zero there.
#include "kernels.h"

#define CODE_INLINE static inline __attribute__((always_inline))
#define CODE_UNROLL _Pragma("clang loop unroll(full)")

/// Rows of a tile.
enum { TILE_R = 4 };

/// How far ahead rows are asked for: processors do not look beyond the end of a page by themselves.
enum { AHEAD_BYTES = 2048 };

/// Where `ahead` is given, these rows are fetched into the cache meanwhile.
CODE_INLINE void code_tile(const size_t query_count, const size_t row_count, const int8_t *queries,
                           size_t length, const uint8_t *const *rows, int32_t *out,
                           size_t out_stride, const uint8_t *const *ahead) {
    IVEC sum[TILE_Q][TILE_R];
    CODE_UNROLL for (size_t q = 0; q < query_count; q++)
        CODE_UNROLL for (size_t r = 0; r < row_count; r++) sum[q][r] = ZERO_I;
    for (size_t i = 0; i < length; i += STEP) {
        UVEC values[TILE_R];
        CODE_UNROLL for (size_t r = 0; r < row_count; r++) {
            values[r] = LOAD_U(rows[r] + i);
            if (ahead && i % 64 == 0) __builtin_prefetch(ahead[r] + i);
        }
        CODE_UNROLL for (size_t q = 0; q < query_count; q++) {
            SVEC query = LOAD_S(queries + q * length + i);
            CODE_UNROLL for (size_t r = 0; r < row_count; r++)
                sum[q][r] = DOT(sum[q][r], values[r], query);
        }
    }
    CODE_UNROLL for (size_t q = 0; q < query_count; q++) {
        // Four at once: for short rows adding up the lanes is most of the work.
        if (row_count == 4) STORE_SUMS(out + q * out_stride, sum[q][0], sum[q][1], sum[q][2], sum[q][3]);
        else
            CODE_UNROLL for (size_t r = 0; r < row_count; r++) out[q * out_stride + r] = SUM_I(sum[q][r]);
    }
}

/// One tile's width of queries over all rows.
CODE_INLINE void code_rows(const size_t query_count, const int8_t *queries, size_t length,
                           const uint8_t *const *rows, size_t row_count, int32_t *out,
                           size_t out_stride) {
    size_t r = 0, distance = AHEAD_BYTES / length / TILE_R * TILE_R + TILE_R;
    for (; r + distance + TILE_R <= row_count; r += TILE_R)
        code_tile(query_count, TILE_R, queries, length, rows + r, out + r, out_stride, rows + r + distance);
    for (; r + TILE_R <= row_count; r += TILE_R)
        code_tile(query_count, TILE_R, queries, length, rows + r, out + r, out_stride, NULL);
    for (; r < row_count; r++) code_tile(query_count, 1, queries, length, rows + r, out + r, out_stride, NULL);
}

void CODE_DOTS(const int8_t *queries, size_t query_count, size_t length,
                      const uint8_t *const *rows, size_t row_count, int32_t *out, size_t out_stride) {
    if (query_count == 1) return code_rows(1, queries, length, rows, row_count, out, out_stride);
    if (query_count == 2) return code_rows(2, queries, length, rows, row_count, out, out_stride);
    // Few rows at a time for all queries, so that the rows stay in the first-level cache.
    for (size_t r = 0; r < row_count; r += TILE_R) {
        size_t count = row_count - r < TILE_R ? row_count - r : TILE_R;
        size_t q = 0;
        for (; q + TILE_Q <= query_count; q += TILE_Q)
            code_rows(TILE_Q, queries + q * length, length, rows + r, count, out + q * out_stride + r,
                      out_stride);
        for (; q < query_count; q++)
            code_rows(1, queries + q * length, length, rows + r, count, out + q * out_stride + r,
                      out_stride);
    }
}
