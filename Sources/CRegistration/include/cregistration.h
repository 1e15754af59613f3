// Where one small grey picture lies on another one.
//
// Every kernel gives the same result to the bit: integers are exact, and floating-point numbers are added in
// one order. The plain one is the reference.

#ifndef CREGISTRATION_H
#define CREGISTRATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { CREGISTRATION_PLAIN, CREGISTRATION_AVX2, CREGISTRATION_AVX512 } cregistration_kernel;

enum {
    CREGISTRATION_STILL_SIDE = 16,  // the longest side of a plane that others are moved over
    CREGISTRATION_MOVED_SIDE = 32,  // the longest side of a plane that is moved
    CREGISTRATION_SAMPLED_SIDE = 64 // the longest side of a plane that is sampled
};

/// Places at which planes correlate less are not looked for.
#define CREGISTRATION_LEAST_SCORE 0.5f

/// How a rectangle is turned: it is flipped, then its sides are exchanged.
typedef struct {
    bool flips_columns, flips_rows, exchanges_sides;
} cregistration_turn;

/// How many numbers `cregistration_still_make` writes.
size_t cregistration_still_size(int32_t width, int32_t height);

/// Prepares a plane of `width * height` levels that stays where it is while others, turned by `turn`, are
/// moved over it. The sides must be 1...CREGISTRATION_STILL_SIDE.
void cregistration_still_make(const uint8_t *levels, int32_t width, int32_t height, cregistration_turn turn,
                              int32_t *still);

/// How many numbers `cregistration_moved_make` writes.
size_t cregistration_moved_size(int32_t width, int32_t height);

/// Prepares a plane that is moved over others. The sides must be 1...CREGISTRATION_MOVED_SIDE.
void cregistration_moved_make(const uint8_t *levels, int32_t width, int32_t height, int32_t *moved);

/// A shift of the turned plane: its first pixel is at (`x`, `y`) of the other one.
typedef struct {
    float score; // the correlation
    int32_t x, y;
} cregistration_place;

/// Finds the shift at which two planes correlate best, the first one among equals, from the top, then from
/// the left.
///
/// `still` was made with the same turn. Shifts count at which the overlap has more than two columns, more
/// than two rows and `least` pixels, and is not nearly plain in either. False if none of them correlates by
/// CREGISTRATION_LEAST_SCORE or more.
bool cregistration_best_place(const int32_t *still, const int32_t *moved, cregistration_turn turn,
                              int32_t least, cregistration_kernel kernel, cregistration_place *best);

/// Pixels of two planes that lie on each other: (`x`, `y`) of the first one is at `scale_x * (x + 0.5) + left
/// - 0.5` of the second, and so for y.
typedef struct {
    const float *first;   // the first pixel that is looked at; those of a row lie beside each other
    int32_t first_stride; // numbers from one row to the next that is looked at
    int32_t columns, rows;
    int32_t first_x, first_y, step; // where the first pixel is, and how far the next ones are from it
    const float *second;            // second_width * second_height levels
    int32_t second_width, second_height;
    float scale_x, scale_y, left, top;
} cregistration_overlap;

/// Sums of the levels of two planes, of their products and of their squares.
typedef struct {
    float a, b, ab, aa, bb;
} cregistration_sums;

/// The second plane is sampled between its pixels in proportion to the distance. No side of a plane may be
/// longer than CREGISTRATION_SAMPLED_SIDE.
cregistration_sums cregistration_sums_of(const cregistration_overlap *overlap, cregistration_kernel kernel);

/// Which of `old` pixels make each of `count` new ones.
typedef struct {
    int32_t old, count;
    const int32_t *first;   // [count] the first pixel
    const int32_t *taps;    // [count] how many pixels
    const float *weights;   // one after the other
} cregistration_axis;

/// A plane in `count` other sizes, rounded to whole levels, one after the other; `columns` and `rows` say of
/// what. Sides of the plane are CREGISTRATION_SAMPLED_SIDE at most, those of the new ones
/// CREGISTRATION_MOVED_SIDE.
void cregistration_shrink(const uint8_t *levels, const cregistration_axis *columns,
                          const cregistration_axis *rows, int32_t count, cregistration_kernel kernel,
                          uint8_t *output);

#endif
