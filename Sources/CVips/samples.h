// The samples of a TIFF: numbers of any kind to levels of 16 bits, and colours that need arithmetic to RGB.

#ifndef CVIPS_SAMPLES_H
#define CVIPS_SAMPLES_H

#include "cvips.h"

/// How many samples a pixel of these colours has, without alpha.
uint32_t cvips_colour_bands(cvips_colours colours);

/// Levels of a row, `low` to `high` on 0...65535; alpha by the whole range of its type. Widens `range` to
/// hold the colours' samples.
/// @param bands as libvips counts them
void cvips_level_row(const cvips_samples *samples, const void *row, uint32_t bands, uint32_t width,
                     uint16_t *levels, cvips_range *range);

/// A row of YCbCr or Lab to RGB8.
void cvips_colour_row(const cvips_samples *samples, const void *row, uint32_t bands, uint32_t width,
                      uint8_t *rgb);

#endif
