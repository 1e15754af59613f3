// zlib's inflate from one piece of memory into another, and its CRC-32.
//
// Nothing here prints, exits or keeps state between calls; it may be called from any thread at once.

#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    CZLIB_DONE,      // the stream ended
    CZLIB_FULL,      // there is more than the room for it
    CZLIB_DAMAGED,   // it contradicts itself, or it is cut short
    CZLIB_NO_MEMORY,
} czlib_result;

typedef enum {
    CZLIB_RAW,  // RFC 1951, as in zip files
    CZLIB_ZLIB, // RFC 1950
    CZLIB_GZIP, // RFC 1952; members one behind the other are one stream
} czlib_format;

/// Inflates `count` bytes into `output`, which has room for `room` bytes.
/// @param produced how many bytes were written, whatever the result is
czlib_result czlib_inflate(czlib_format format, const uint8_t *input, size_t count, uint8_t *output, size_t room,
                           size_t *produced);

/// The CRC-32 of what `crc` is of and `count` more bytes; `crc` is 0 at first.
uint32_t czlib_crc32(uint32_t crc, const uint8_t *bytes, size_t count);

#endif
