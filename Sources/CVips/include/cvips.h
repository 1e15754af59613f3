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
    uint32_t bands;
    bool wide; // 16 bits a sample
} cvips_header;

typedef enum {
    CVIPS_U8,
    CVIPS_I8,
    CVIPS_U16,
    CVIPS_I16,
    CVIPS_U32,
    CVIPS_I32,
    CVIPS_F16,
    CVIPS_F32,
    CVIPS_F64
} cvips_number;

typedef enum {
    CVIPS_GREY,
    CVIPS_RGB,
    CVIPS_CMYK,   // 0: no ink
    CVIPS_YCBCR,  // 8 bits
    CVIPS_CIELAB, // 8 or 16 bits, a and b signed
    CVIPS_ICCLAB, // 8 or 16 bits, a and b with an offset
} cvips_colours;

/// What the samples of a TIFF mean, which libvips is told nothing of: it hands them out as they are stored.
typedef struct {
    cvips_colours colours;
    cvips_number number;  // F16 is what libvips takes for U16, F64 for twice as many bands of U32
    bool high_word_first; // of F64
    int32_t alpha_band;   // -1: none; the colours come first
    bool premultiplied;
    double low,
        high;      // of the colours: black and full; low may be the greater. Of no meaning to YCbCr and Lab
    double hole;   // a value that says "no sample"; NaN: none
    float luma[3]; // YCbCr: the parts of red, green and blue in Y
    float reference[6]; // YCbCr: black and white of Y, Cb and Cr
    // Subsampled YCbCr: the pixels across and down that share a Cb and a Cr; 0: not subsampled. libvips has one band
    // then, whose rows are units of unit_width * unit_height of Y, row by row, Cb and Cr.
    uint32_t unit_width, unit_height;
    uint32_t width, height; // of the picture that is in units
} cvips_samples;

/// Turns `count` pixels of 8 or 16 bits a sample to sRGB; see `ccolour_apply`.
typedef void (*cvips_converter)(const void *context, const void *pixels, uint32_t count, uint8_t *rgb);

/// The smallest and the largest finite sample of a colour; low > high: there is none.
typedef struct {
    double low, high;
} cvips_range;

typedef struct {
    // Each output pixel is the mean of this many columns and rows (fewer at the far edges); 1: full size,
    // 4096 at most.
    uint32_t shrink_x;
    uint32_t shrink_y;
    bool drop_alpha;              // true: colours as stored; false: laid over white
    double timeout;               // seconds; 0: none
    const cvips_samples *samples; // NULL: as libvips says
    cvips_converter converter;    // NULL: the colours are sRGB
    const void *context;
    bool converts_wide;       // the converter's pixels have 16 bits a sample
    uint32_t converter_bands; // … and so many samples: 1, 3 or 4
} cvips_options;

/// Most planes that are joined.
#define CVIPS_MOST_PLANES 8

/// Reads the header. `bytes` must stay valid until the picture is closed. `planes`: how many pages of a TIFF are the
/// bands of one picture, 1 to `CVIPS_MOST_PLANES`; 1 for all other pictures. `frame`: of an animated WebP, from 0.
cvips_status cvips_open(const uint8_t *bytes, size_t count, cvips_format format, uint32_t planes, uint32_t frame,
                        cvips_picture **picture, cvips_header *header);

/// Decodes into `rgb`: interleaved RGB8 rows without padding, ceil(width / shrink_x) by
/// ceil(height / shrink_y) pixels, `capacity` bytes in all. Once for each picture. `range` is that of the
/// colours where `samples` are given and are not U8.
cvips_status cvips_read(cvips_picture *picture, const cvips_options *options, uint8_t *rgb, size_t capacity,
                        cvips_range *range);

void cvips_close(cvips_picture *picture);

#endif
