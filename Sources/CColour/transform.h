#ifndef CCOLOUR_TRANSFORM_H
#define CCOLOUR_TRANSFORM_H

#include "ccolour.h"

/// A way to sRGB: one of its two pointers is set.
struct ccolour_transform {
    ccolour_space space;
    bool wide;
    void *link;                    // Little CMS's
    struct ccolour_shaper *shaper; // ours: a curve for each channel and a matrix
};

enum { CCOLOUR_LEVELS = 4096 }; // of the samples: 12 bits, as many as PQ is made for

/// The way from RGB with a curve for each channel to sRGB. NULL: no memory.
/// @param curves the light of each sample
/// @param xyz from light to XYZ of D50; columns are the channels
ccolour_transform *ccolour_open_matrix(const float curves[3][CCOLOUR_LEVELS], const double xyz[3][3],
                                       bool wide);

void ccolour_shaper_apply(const struct ccolour_shaper *shaper, const void *pixels, bool wide, uint32_t count,
                          uint8_t *rgb);

#endif
