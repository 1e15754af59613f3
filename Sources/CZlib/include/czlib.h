// zlib's inflate and deflate from one piece of memory into another, inflate piece by piece, and its CRC-32.
//
// Nothing here prints, exits or keeps state between calls, except in a `czlib_inflater`, which one thread at a time may
// use; everything else may be called from any thread at once.

#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    CZLIB_DONE,      // the stream ended
    CZLIB_FULL,      // there is more than the room for it
    CZLIB_DAMAGED,   // it contradicts itself, or it is cut short
    CZLIB_NO_MEMORY,
    CZLIB_MORE,      // it goes on with bytes that have not arrived
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

/// Inflates data that arrive piece by piece.
typedef struct czlib_inflater czlib_inflater;

/// @return NULL if there is no memory for it
czlib_inflater *czlib_inflater_new(czlib_format format);

void czlib_inflater_free(czlib_inflater *inflater);

/// Inflates as much as there is room for.
/// @param used how many bytes of the input were taken
/// @param produced how many bytes were written
/// @return `CZLIB_FULL` if the room is used up, and there may be more; `CZLIB_DONE` if all of the input was taken and is a
/// whole stream; `CZLIB_MORE` if all of it was taken, and the stream goes on
czlib_result czlib_inflater_step(czlib_inflater *inflater, const uint8_t *input, size_t count, uint8_t *output, size_t room,
                                 size_t *used, size_t *produced);

/// The most bytes that `count` bytes can become by `czlib_deflate`.
size_t czlib_deflate_bound(size_t count);

/// Deflates `count` bytes into `output`, which has room for `room` bytes.
/// @param level 1, fast, to 9, small
/// @param produced how many bytes were written
czlib_result czlib_deflate(czlib_format format, int level, const uint8_t *input, size_t count, uint8_t *output, size_t room,
                           size_t *produced);

/// The CRC-32 of what `crc` is of and `count` more bytes; `crc` is 0 at first.
uint32_t czlib_crc32(uint32_t crc, const uint8_t *bytes, size_t count);

#endif
