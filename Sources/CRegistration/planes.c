// Planes as the search for the best place takes them.

#include "planes.h"

#include <string.h>

/// Sums over rectangles that begin in the first row and column: of levels, then of their squares.
static void add_up(const uint8_t *levels, int32_t width, int32_t height, int32_t *sums, int32_t *squares) {
    size_t stride = (size_t)width + 1;
    memset(sums, 0, stride * sizeof(int32_t));
    memset(squares, 0, stride * sizeof(int32_t));
    for (int32_t y = 0; y < height; y++) {
        int32_t *sum = sums + ((size_t)y + 1) * stride, *square = squares + ((size_t)y + 1) * stride;
        int32_t line = 0, line_of_squares = 0;
        sum[0] = square[0] = 0;
        for (int32_t x = 0; x < width; x++) {
            int32_t level = levels[y * width + x];
            line += level;
            line_of_squares += level * level;
            sum[x + 1] = sum[x + 1 - (int32_t)stride] + line;
            square[x + 1] = square[x + 1 - (int32_t)stride] + line_of_squares;
        }
    }
}

static int32_t pair(int32_t first, int32_t second) { return first | second << 16; }

size_t cregistration_still_size(int32_t width, int32_t height) {
    // Turned, the sides may be exchanged.
    size_t most = (size_t)((width > height ? width : height) + 1);
    return STILL_HEADER + most * most / 2 + most + 2 * (size_t)(width + 1) * (size_t)(height + 1);
}

void cregistration_still_make(const uint8_t *levels, int32_t width, int32_t height, cregistration_turn turn,
                              int32_t *still) {
    // Turning the moved plane one way is turning this one the other way.
    uint8_t turned[CREGISTRATION_STILL_SIDE * CREGISTRATION_STILL_SIDE];
    int32_t new_width = turn.exchanges_sides ? height : width;
    int32_t new_height = turn.exchanges_sides ? width : height;
    for (int32_t y = 0; y < new_height; y++) {
        for (int32_t x = 0; x < new_width; x++) {
            int32_t column = turn.flips_columns ? new_width - 1 - x : x;
            int32_t row = turn.flips_rows ? new_height - 1 - y : y;
            turned[y * new_width + x] =
                turn.exchanges_sides ? levels[column * width + row] : levels[row * width + column];
        }
    }
    still_plane plane = still_at(still, new_width, new_height);
    still[0] = new_width;
    still[1] = new_height;
    int32_t *pairs = (int32_t *)plane.pairs;
    for (int32_t y = 0; y < new_height; y++) {
        for (int32_t x = 0; x < new_width; x += 2)
            *pairs++ = pair(turned[y * new_width + x], x + 1 < new_width ? turned[y * new_width + x + 1] : 0);
    }
    add_up(turned, new_width, new_height, (int32_t *)plane.sums, (int32_t *)plane.squares);
}

size_t cregistration_moved_size(int32_t width, int32_t height) {
    return MOVED_HEADER + (size_t)moved_stride(width) * (size_t)height +
           2 * (size_t)(width + 1) * (size_t)(height + 1);
}

void cregistration_moved_make(const uint8_t *levels, int32_t width, int32_t height, int32_t *moved) {
    moved_plane plane = moved_at(moved, width, height);
    moved[0] = width;
    moved[1] = height;
    int32_t *pairs = (int32_t *)plane.pairs;
    memset(pairs, 0, sizeof(int32_t) * (size_t)moved_stride(width) * (size_t)height);
    uint8_t reversed[CREGISTRATION_MOVED_SIDE * CREGISTRATION_MOVED_SIDE];
    for (int32_t y = 0; y < height; y++) {
        const uint8_t *row = levels + y * width;
        // Shifting to the right brings earlier columns on a pixel: they are in reverse order.
        int32_t *place = pairs + y * moved_stride(width) + moved_origin(width);
        place[1] = pair(0, row[0]);
        for (int32_t x = 0; x < width; x++) {
            place[-x] = pair(row[x], x + 1 < width ? row[x + 1] : 0);
            reversed[y * width + width - 1 - x] = row[x];
        }
    }
    add_up(reversed, width, height, (int32_t *)plane.sums, (int32_t *)plane.squares);
}
