// Resampling and pixel conversion for interleaved RGB8 pictures without row padding.
//
// Arithmetic is Pillow's, bit for bit: separable filters, coefficients in 22-bit fixed point, horizontal pass
// first, 8 bits in between. Every kernel yields the same bytes; the plain one is the reference.

#ifndef CRESAMPLE_H
#define CRESAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    CRESAMPLE_NEAREST,
    CRESAMPLE_BILINEAR,
    CRESAMPLE_BICUBIC, // a = -0.5
    CRESAMPLE_LANCZOS, // 3 lobes
} cresample_filter;

typedef enum { CRESAMPLE_PLAIN, CRESAMPLE_AVX2, CRESAMPLE_AVX512 } cresample_kernel;

/// The fastest kernel that this processor has.
cresample_kernel cresample_best_kernel(void);

typedef struct {
    const uint8_t *source; // 3 * source_width * source_height bytes
    int32_t source_width;
    int32_t source_height;
    float left, top, right, bottom; // what of the source is stretched over the target, in source pixels
    int32_t target_width;
    int32_t target_height;
    // The part of the target that is wanted and written.
    int32_t window_left, window_top, window_width, window_height;
    cresample_filter filter;
    cresample_kernel kernel;
} cresample_job;

/// Writes 3 * window_width * window_height bytes. All sizes must be positive, the box inside the source and
/// the window inside the target. False: out of memory.
bool cresample_resize(const cresample_job *job, uint8_t *output);

/// Means of blocks of `shrink_x` by `shrink_y` pixels (smaller at the far edges), rounded; each side
/// 4096 at most. False: out of memory.
bool cresample_shrink(const uint8_t *source, int32_t width, int32_t height, int32_t shrink_x,
                      int32_t shrink_y, uint8_t *output);

/// Each pixel's luma (ITU-R 601-2, Pillow's "L") in all three channels. `output` may be `source`.
void cresample_grey(const uint8_t *source, size_t pixels, uint8_t *output);

/// Turns and mirrors by an EXIF orientation 1...8; 5...8 exchange width and height. `output` is another
/// buffer.
void cresample_orient(const uint8_t *source, int32_t width, int32_t height, int32_t orientation,
                      uint8_t *output);

/// output = value * scale[channel] + offset[channel], 3 * pixels floats: three planes, or interleaved.
void cresample_tensor(const uint8_t *source, size_t pixels, const float scale[3], const float offset[3],
                      bool planar, cresample_kernel kernel, float *output);

#endif
