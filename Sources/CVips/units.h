#ifndef UNITS_H
#define UNITS_H

#include "cvips.h"

/// Whether an image of one band has the units of a subsampled picture, and no more.
bool cvips_units_fit(const cvips_samples *samples, uint32_t width, uint32_t height);

/// The `unit_height` rows of Y, Cb and Cr of `width` pixels that a row of units has; a unit's pixels have its colour.
void cvips_unpack_units(const cvips_samples *samples, const uint8_t *units, uint8_t *pixels);

#endif
