// How prepared planes lie in memory.

#ifndef CREGISTRATION_PLANES_H
#define CREGISTRATION_PLANES_H

#include "cregistration.h"

enum {
    LANES = 16,                         // shifts, or columns, that are looked at together
    STILL_HEADER = 2, MOVED_HEADER = 2, // width, height
};

/// A plane that others are moved over.
typedef struct {
    int32_t width, height;
    int32_t row_pairs;    // (width + 1) / 2
    const int32_t *pairs; // two levels of a row in one number, the first one in the lower half
    const int32_t *sums, *squares; // of rectangles from the first row and column: (width + 1) * (height + 1)
} still_plane;

static inline still_plane still_at(const int32_t *still, int32_t width, int32_t height) {
    still_plane plane = {.width = width, .height = height, .row_pairs = (width + 1) / 2};
    plane.pairs = still + STILL_HEADER;
    plane.sums = plane.pairs + plane.row_pairs * height;
    plane.squares = plane.sums + (width + 1) * (height + 1);
    return plane;
}

/// A plane that is moved. Its sums are of the columns in reverse order.
typedef struct {
    int32_t width, height;
    const int32_t *pairs; // levels of columns `x` and `x + 1` at `moved_origin - x`, zeros on both sides
    const int32_t *sums, *squares;
} moved_plane;

/// Where the first column is in a row of pairs.
static inline int32_t moved_origin(int32_t width) { return width + CREGISTRATION_STILL_SIDE; }

/// Pairs in a row.
static inline int32_t moved_stride(int32_t width) {
    return moved_origin(width) + CREGISTRATION_STILL_SIDE + LANES;
}

static inline moved_plane moved_at(const int32_t *moved, int32_t width, int32_t height) {
    moved_plane plane = {.width = width, .height = height, .pairs = moved + MOVED_HEADER};
    plane.sums = plane.pairs + moved_stride(width) * height;
    plane.squares = plane.sums + (width + 1) * (height + 1);
    return plane;
}

#endif
