// From the rows that libvips yields to rows of sRGB over white: samples to levels, levels to colours, alpha.

#ifndef CVIPS_PAINTER_H
#define CVIPS_PAINTER_H

#include "cvips.h"
#include "rows.h"

typedef struct {
    const cvips_options *options;
    cvips_layout layout; // of a row of libvips; of one of `levels` where there are such
    uint32_t width;
    bool is_plain;    // one step is enough
    uint16_t *levels; // one row, where the samples are no levels of 8 or 16 bits
    void *packed;     // one row of colours without alpha, as the converter takes them
    cvips_range range;
} cvips_painter;

/// False: no memory. To be ended in either case.
bool cvips_painter_start(cvips_painter *painter, const cvips_options *options, cvips_layout layout,
                         uint32_t width);

void cvips_paint_row(cvips_painter *painter, const void *row, uint8_t *rgb);

void cvips_painter_end(cvips_painter *painter);

#endif
