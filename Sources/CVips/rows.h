// From the rows that libvips yields to rows of RGB8.

#ifndef CVIPS_ROWS_H
#define CVIPS_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cvips.h"

/// How a stored pixel is laid out: `bands` samples of 8 or 16 bits. Grey, RGB or CMYK.
typedef struct {
    cvips_colours colours;
    uint32_t bands;
    bool wide;          // 16 bits a sample, of which the upper 8 are used
    int32_t alpha_band; // -1: none, or not wanted
} cvips_layout;

/// `row` to `width` RGB8 pixels at `rgb`.
void cvips_convert_row(const void *row, const cvips_layout *layout, uint32_t width, uint8_t *rgb);

/// Lays the `width` pixels at `rgb` over white, by the alpha of `row`.
void cvips_lay_over_white(const void *row, const cvips_layout *layout, uint32_t width, uint8_t *rgb);

/// Adds a row of RGB8 pixels to the sums of its block columns, `shrink` pixels to a block.
void cvips_add_row(const uint8_t *rgb, uint32_t width, uint32_t shrink, uint32_t *sums);

/// Sums of blocks of `rows` rows to their rounded means; clears the sums.
void cvips_divide_row(uint32_t *sums, uint32_t width, uint32_t shrink, uint32_t rows, uint8_t *rgb);

#endif
