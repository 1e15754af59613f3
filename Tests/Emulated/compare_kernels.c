// Compares every implementation of the kernels that this processor runs with the plain reference: on random, extreme
// and odd-length input, with rows that end where their memory ends. Says nothing and returns 0 where all agree.
//
// It needs nothing but the kernels and a C library, so that it also runs under an emulator: scripts/test-neon.
#include "CVectorKernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const lkv_kernels *tested, *reference;
static int failures;

#define CHECK(condition, ...)                                                                                  \
    do {                                                                                                       \
        if (!(condition) && failures++ < 20) {                                                                 \
            printf("%s, %s, line %d: ", tested->name, __func__, __LINE__);                                     \
            printf(__VA_ARGS__);                                                                               \
            puts("");                                                                                          \
        }                                                                                                      \
    } while (0)

// MARK: Numbers

static uint64_t state = 1;

/// SplitMix64.
static uint64_t next(void) {
    uint64_t z = state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/// Between −1 and 1.
static float number(void) { return (float)((double)(int64_t)next() * 0x1p-63); }

static void fill(float *x, size_t count, float scale) {
    for (size_t i = 0; i < count; i++) x[i] = number() * scale;
}

/// Room for exactly as much, so that an address sanitizer sees what is read beyond.
static void *room(size_t bytes) {
    void *result = malloc(bytes ? bytes : 1);
    if (!result) exit(2);
    return result;
}

static int same(double a, double b) { return memcmp(&a, &b, sizeof a) == 0; }

// MARK: Float kernels

static const size_t dimensions[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 127, 960};
enum { DIMENSIONS = sizeof dimensions / sizeof *dimensions };
static const float scales[] = {1, 0, 1e-42f, 1e-12f, 1e15f, 3e37f};
enum { SCALES = sizeof scales / sizeof *scales };

static void check_pairs(size_t d, float scale) {
    float *a = room(4 * d), *b = room(4 * d);
    fill(a, d, scale);
    fill(b, d, 1);
    double dot = 0, products = 0, squares = 0;
    for (size_t i = 0; i < d; i++) {
        dot += (double)a[i] * b[i];
        products += fabs((double)a[i] * b[i]);
        squares += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
    }
    // The last term is for what underflows.
    double tolerance = (double)(d + 4) * 0x1p-23, least = (double)d * 0x1p-148;
    // Beyond this, a part of the sum may overflow.
    if (products < 1e38)
        CHECK(fabs(tested->dot(a, b, d) - dot) <= tolerance * products + least, "dot of %zu × %g", d, scale);
    float l2 = tested->squared_l2(a, b, d);
    if (squares < 1e38) CHECK(fabs(l2 - squares) <= tolerance * squares + least, "l2 of %zu × %g", d, scale);
    else CHECK(l2 > 1e37f, "l2 of %zu × %g", d, scale);
    CHECK(same(tested->dot_f64(a, b, d), reference->dot_f64(a, b, d)), "exact dot of %zu", d);
    CHECK(same(tested->squared_l2_f64(a, b, d), reference->squared_l2_f64(a, b, d)), "exact l2 of %zu", d);
    free(a);
    free(b);
}

/// On whole numbers, whose sums are exact, so that results are equal, not just near.
static void check_many(size_t d, size_t query_count, size_t row_count, int listed) {
    float *queries = room(4 * d * query_count), *rows = room(4 * d * row_count);
    uint32_t *numbers = room(4 * row_count);
    for (size_t i = 0; i < d * query_count; i++) queries[i] = (float)(next() % 19) - 9;
    for (size_t i = 0; i < d * row_count; i++) rows[i] = (float)(next() % 19) - 9;
    for (size_t i = 0; i < row_count; i++) numbers[i] = (uint32_t)(next() % row_count);
    lkv_rows block = {rows, 4 * d, listed ? numbers : NULL, 0, row_count};
    float *found = room(4 * query_count * row_count), *expected = room(4 * query_count * row_count);
    tested->dot_many(queries, query_count, d, block, found, row_count);
    reference->dot_many(queries, query_count, d, block, expected, row_count);
    size_t size = 4 * query_count * row_count;
    CHECK(!memcmp(found, expected, size), "dots, %zu × %zu × %zu", query_count, row_count, d);
    tested->squared_l2_many(queries, query_count, d, block, found, row_count);
    reference->squared_l2_many(queries, query_count, d, block, expected, row_count);
    CHECK(!memcmp(found, expected, size), "l2, %zu × %zu × %zu", query_count, row_count, d);
    free(queries), free(rows), free(numbers), free(found), free(expected);
}

// MARK: Code kernels

/// Extreme bytes reveal sums that saturate.
static void check_code_dots(size_t length, size_t query_count, size_t row_count, int extreme) {
    int8_t *queries = room(length * query_count);
    uint8_t *bytes = room(length * row_count);
    const uint8_t **rows = room(sizeof *rows * row_count);
    for (size_t i = 0; i < length * query_count; i++)
        queries[i] = extreme ? (i / 64 % 2 ? 127 : -127) : (int8_t)next();
    for (size_t i = 0; i < length * row_count; i++) bytes[i] = extreme ? 255 : (uint8_t)next();
    // In no order, as rows of a list are.
    for (size_t r = 0; r < row_count; r++) rows[r] = bytes + next() % row_count * length;
    size_t stride = row_count + 3, count = query_count * stride;
    int32_t *found = room(4 * count), *expected = room(4 * count);
    memset(found, 0x55, 4 * count);
    memset(expected, 0x55, 4 * count);
    tested->code_dots(queries, query_count, length, rows, row_count, found, stride);
    reference->code_dots(queries, query_count, length, rows, row_count, expected, stride);
    CHECK(!memcmp(found, expected, 4 * count), "%zu × %zu × %zu", query_count, row_count, length);
    free(queries), free(bytes), free(rows), free(found), free(expected);
}

static double exact_score(lkv_metric metric, const float *q, const float *x, size_t d) {
    if (metric == LKV_L2) return -reference->squared_l2_f64(q, x, d);
    double dot = reference->dot_f64(q, x, d), norm = sqrt(reference->dot_f64(x, x, d));
    return metric == LKV_INNER_PRODUCT ? dot : norm > 0 ? dot / norm : 0;
}

/// The bounds that code_hits gives must hold the score in double precision, and a cutoff must leave out just the rows
/// whose upper bound is below it.
static void check_hits(lkv_metric metric, size_t d, float query_scale, float row_scale) {
    enum { ROWS = 131 };
    size_t length = (d + 63) / 64 * 64;
    float *q = room(4 * d), *x = room(4 * d * ROWS), columns[4][ROWS];
    double *scratch = room(8 * d);
    int8_t *codes = room(2 * length);
    uint8_t *bytes = room(length * ROWS);
    const uint8_t *rows[ROWS];
    int32_t sums[2 * ROWS];
    fill(q, d, query_scale);
    for (size_t r = 0; r < ROWS; r++) {
        fill(x + r * d, d, r % 9 == 8 ? 1 : row_scale);
        if (r % 10 == 9) for (size_t i = 0; i < d; i++) x[r * d + i] = row_scale;  // A constant row.
        lkv_code_row row = lkv_encode(x + r * d, d, length, bytes + r * length);
        rows[r] = bytes + r * length;
        columns[0][r] = row.scale, columns[1][r] = row.offset, columns[2][r] = row.error, columns[3][r] = row.norm;
    }
    lkv_code_query query = lkv_encode_query(q, d, length, scratch, codes);
    tested->code_dots(codes, 2, length, rows, ROWS, sums, ROWS);
    lkv_code_rows table = {columns[0], columns[1], columns[2], columns[3]};
    lkv_code_hit hits[ROWS], reached[ROWS];
    size_t count = tested->code_hits(metric, &query, sums, sums + ROWS, &table, ROWS, -INFINITY, hits);
    CHECK(count == ROWS, "%zu hits of %d without a cutoff", count, ROWS);
    for (size_t i = 0; i < count; i++) {
        double score = exact_score(metric, q, x + hits[i].row * d, d);
        CHECK(!(score < hits[i].low) && !(score > hits[i].high), "%g outside %g ... %g: %zu × %g, %g", score,
              hits[i].low, hits[i].high, d, query_scale, row_scale);
    }
    float cutoff = hits[ROWS / 2].high;
    size_t left = tested->code_hits(metric, &query, sums, sums + ROWS, &table, ROWS, cutoff, reached), expected = 0;
    for (size_t i = 0; i < count; i++)
        if (!(hits[i].high < cutoff)) {
            CHECK(expected < left && reached[expected].row == hits[i].row, "hit %zu of %zu", expected, left);
            expected++;
        }
    CHECK(left == expected, "%zu hits, not %zu", left, expected);
    free(q), free(x), free(scratch), free(codes), free(bytes);
}

// MARK: All of it

static void check_all(void) {
    for (size_t i = 0; i < DIMENSIONS; i++) {
        size_t d = dimensions[i];
        for (size_t s = 0; s < SCALES; s++) check_pairs(d, scales[s]);
        for (size_t queries = 1; queries <= 9; queries += queries < 5 ? 1 : 4)
            for (size_t rows = 1; rows <= 19; rows += rows < 5 ? 1 : 7) {
                check_many(d, queries, rows, 0);
                check_many(d, queries, rows, 1);
            }
        for (lkv_metric metric = LKV_COSINE; metric <= LKV_L2; metric++)
            for (size_t s = 0; s < SCALES; s++) {
                check_hits(metric, d, scales[s], 1);
                check_hits(metric, d, scales[s], scales[s]);
                check_hits(metric, d, 1, scales[s]);
            }
    }
    for (size_t length = 64; length <= 1024; length *= 2)
        for (size_t queries = 1; queries <= 9; queries++)
            for (size_t rows = 1; rows <= 19; rows += rows < 5 ? 1 : 7) {
                check_code_dots(length, queries, rows, 0);
                check_code_dots(length, queries, rows, 1);
            }
    // The longest vectors there are: their sums are just within 32 bits.
    check_code_dots(65536, 3, 5, 1);
    const char *check = "123456789";
    CHECK(lkv_crc32c(0, check, 9) == 0xE3069283u && lkv_crc32c_table(0, check, 9) == 0xE3069283u, "CRC-32C");
}

/// Without arguments; with one, it only prints the names of the implementations.
int main(int count, char **arguments) {
    (void)arguments;
    reference = lkv_available(0);
    for (size_t i = 0; (tested = lkv_available(i)); i++) {
        if (count > 1) puts(tested->name);
        else check_all();
    }
    if (failures) printf("%d differences\n", failures);
    return failures ? 1 : 0;
}
