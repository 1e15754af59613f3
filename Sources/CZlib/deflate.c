#include "czlib.h"

#include <limits.h>
#include <string.h>
#include <zlib.h>

// The memory that zlib takes at its default settings.
enum { MEMORY_LEVEL = 8 };

static uInt piece(size_t count) { return count < UINT_MAX ? (uInt)count : UINT_MAX; }

// zlib's compressBound and gzip's longer header and trailer.
size_t czlib_deflate_bound(size_t count) { return count + (count >> 12) + (count >> 14) + (count >> 25) + 13 + 18; }

czlib_result czlib_deflate(czlib_format format, int level, const uint8_t *input, size_t count, uint8_t *output, size_t room,
                           size_t *produced) {
    *produced = 0;
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    const int bits = format == CZLIB_RAW ? -MAX_WBITS : format == CZLIB_GZIP ? 16 + MAX_WBITS : MAX_WBITS;
    if (deflateInit2(&stream, level, Z_DEFLATED, bits, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) return CZLIB_NO_MEMORY;
    uint8_t *const start = output;
    int result = Z_OK;
    while (result == Z_OK) {
        stream.next_in = (Bytef *)input;
        stream.avail_in = piece(count);
        stream.next_out = output;
        stream.avail_out = piece(room);
        const uInt given = stream.avail_in, free_bytes = stream.avail_out;
        result = deflate(&stream, given == count ? Z_FINISH : Z_NO_FLUSH);
        const size_t used = given - stream.avail_in, made = free_bytes - stream.avail_out;
        input += used, count -= used;
        output += made, room -= made;
        if (result == Z_OK && room == 0) break;
    }
    deflateEnd(&stream);
    *produced = (size_t)(output - start);
    return result == Z_STREAM_END ? CZLIB_DONE : result == Z_MEM_ERROR ? CZLIB_NO_MEMORY : CZLIB_FULL;
}
