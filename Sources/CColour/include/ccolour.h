// Colours of other spaces to sRGB: ICC profiles by Little CMS, PQ and HLG by their formulas (ITU-R BT.2100).
//
// No function here prints, exits or keeps state between calls; all may be called from any thread at once, and
// a transform may be applied by many threads at once.

#ifndef CCOLOUR_H
#define CCOLOUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    CCOLOUR_GREY = 1,
    CCOLOUR_RGB = 3,
    CCOLOUR_CMYK = 4, // 0: no ink
} ccolour_space;      // its number is that of the samples a pixel

typedef struct ccolour_transform ccolour_transform;

/// The way from a profile's colours to sRGB, relative colorimetric with black point compensation. NULL: the
/// profile can't be read, or is not one for pictures of this space.
/// @param wide true: pixels have 16 bits a sample, else 8
ccolour_transform *ccolour_open_profile(const uint8_t *profile, size_t count, ccolour_space space, bool wide);

/// The way from RGB with these primaries and this transfer function to sRGB, by their numbers in ITU-T H.273.
/// What is brighter than white (203 cd/m², ITU-R BT.2408) is compressed. NULL: unknown numbers.
ccolour_transform *ccolour_open_cicp(int primaries, int transfer, bool wide);

void ccolour_close(ccolour_transform *transform);

/// Whether it leaves sRGB's numbers as they are, but for `tolerance` levels of 255 at most. Never so of CMYK.
bool ccolour_is_identity(const ccolour_transform *transform, int tolerance);

/// Turns `count` pixels, their samples side by side without padding, of 8 or 16 bits as the transform was
/// made for, to RGB8. `rgb` may be `pixels` where these are RGB8.
void ccolour_apply(const void *transform, const void *pixels, uint32_t count, uint8_t *rgb);

/// Unpacks a zlib stream of at most `capacity` bytes. The number of bytes; 0: broken, or larger.
size_t ccolour_inflate(const uint8_t *packed, size_t count, uint8_t *bytes, size_t capacity);

#endif
