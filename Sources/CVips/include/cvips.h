// PNG, WebP, GIF, TIFF and HEIF/AVIF in, over libvips, for bytes that nobody vouches for.
//
// The caller says which format it is: libvips never guesses, and every loader but these five is blocked, so
// that no byte sequence reaches a PDF, SVG or ImageMagick reader. Pictures are pulled strip by strip on the
// calling thread, and the time is looked at between strips. (Some loaders decode a whole frame at the first
// strip, a few with one worker thread of libvips' pool.)

#ifndef CVIPS_H
#define CVIPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    CVIPS_PNG,
    CVIPS_PNG_INTERLACED, // held in memory whole while it is decoded
    CVIPS_WEBP,
    CVIPS_GIF,
    CVIPS_TIFF,
    CVIPS_HEIF, // HEIC and AVIF
} cvips_format;

typedef enum {
    CVIPS_OK = 0,
    CVIPS_UNAVAILABLE,    // libvips does not start, or lacks the loader
    CVIPS_DAMAGED_HEADER, // not even the size can be read
    CVIPS_DAMAGED_PIXELS, // broken or cut short
    CVIPS_TIMED_OUT,
    CVIPS_OUT_OF_MEMORY,
    CVIPS_BAD_ARGUMENT,
} cvips_status;

/// A picture whose header has been read. Used by one thread at a time, closed once.
typedef struct cvips_picture cvips_picture;

typedef struct {
    uint32_t width;
    uint32_t height;
    uint32_t bytes_per_pixel; // as libvips holds it
} cvips_header;

typedef struct {
    // Each output pixel is the mean of this many columns and rows (fewer at the far edges); 1: full size,
    // 4096 at most.
    uint32_t shrink_x;
    uint32_t shrink_y;
    bool drop_alpha; // true: colours as stored; false: laid over white
    double timeout;  // seconds; 0: none
} cvips_options;

/// Reads the header. `bytes` must stay valid until the picture is closed.
cvips_status cvips_open(const uint8_t *bytes, size_t count, cvips_format format, cvips_picture **picture,
                        cvips_header *header);

/// Decodes into `rgb`: interleaved RGB8 rows without padding, ceil(width / shrink_x) by
/// ceil(height / shrink_y) pixels, `capacity` bytes in all. Once for each picture.
cvips_status cvips_read(cvips_picture *picture, const cvips_options *options, uint8_t *rgb, size_t capacity);

void cvips_close(cvips_picture *picture);

#endif
