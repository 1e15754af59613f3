// JPEG in and out, over libjpeg-turbo's libjpeg interface.
//
// No function here prints, exits or keeps state between calls; all may be called from any thread at once.

#ifndef CJPEG_H
#define CJPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    CJPEG_OK = 0,
    CJPEG_DAMAGED,        // not decodable at all
    CJPEG_TRUNCATED,      // ends in the header, or before half of its rows are there
    CJPEG_UNSUPPORTED,    // a kind of JPEG that the library does not read (12-bit, lossless, 2 components…)
    CJPEG_TIMED_OUT,      // took longer than allowed
    CJPEG_TOO_MANY_SCANS, // a progressive bomb
    CJPEG_OUT_OF_MEMORY,  // would need more than the memory allowed
    CJPEG_BAD_ARGUMENT,   // the caller's buffer is too small, or the like
} cjpeg_status;

typedef struct {
    uint32_t width;
    uint32_t height;
    uint8_t components; // 1 grey, 3 RGB or YCbCr, 4 CMYK or YCCK
    bool progressive;   // or otherwise in many scans: decoding keeps every coefficient in memory
} cjpeg_header;

/// Turns `count` CMYK pixels (0: no ink) to RGB8; see `ccolour_apply`.
typedef void (*cjpeg_converter)(const void *context, const void *pixels, uint32_t count, uint8_t *rgb);

typedef struct {
    uint8_t scale_numerator; // eighths of the full size: 1, 2, 4 or 8
    int32_t maximum_scans;
    size_t maximum_memory;     // bytes of libjpeg's own working memory
    double timeout;            // seconds; 0: none
    cjpeg_converter converter; // of CMYK and YCCK; NULL: R = (1 - C)(1 - K)
    const void *context;
} cjpeg_limits;

typedef struct {
    uint32_t width;
    uint32_t height;
    int64_t warnings; // oddities that libjpeg read past
    bool truncated;   // the data ended early
    uint32_t rows;    // … but so many rows of the full-size picture are there; the others are grey
    bool is_coarse;   // … and all rows are there, but later scans are missing: detail, or colours
} cjpeg_result;

/// Reads the markers up to the first scan.
cjpeg_status cjpeg_read_header(const uint8_t *bytes, size_t count, cjpeg_header *header);

/// Decodes into `rgb`: interleaved RGB8 rows without padding, `capacity` bytes in all. The decoded sides are
/// ceil(side * scale_numerator / 8). Accurate integer DCT and smooth upsampling, as Pillow decodes. `result`
/// is written with CJPEG_OK and CJPEG_TRUNCATED.
cjpeg_status cjpeg_decode(const uint8_t *bytes, size_t count, const cjpeg_limits *limits, uint8_t *rgb,
                          size_t capacity, cjpeg_result *result);

/// Encodes RGB8 rows as a baseline 4:2:0 JPEG. `*jpeg` is freed with `cjpeg_free`.
cjpeg_status cjpeg_encode(const uint8_t *rgb, uint32_t width, uint32_t height, int32_t quality,
                          uint8_t **jpeg, size_t *count);

void cjpeg_free(uint8_t *jpeg);

#endif
