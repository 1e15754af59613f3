#include "czlib.h"

#include <limits.h>
#include <string.h>
#include <zlib.h>

static int window_bits(czlib_format format) {
    switch (format) {
    case CZLIB_RAW: return -MAX_WBITS;
    case CZLIB_GZIP: return 16 + MAX_WBITS;
    default: return MAX_WBITS;
    }
}

static uInt piece(size_t count) { return count < UINT_MAX ? (uInt)count : UINT_MAX; }

// One stream; `input` and `output` are moved behind what was used.
static czlib_result inflate_stream(z_stream *stream, const uint8_t **input, size_t *count, uint8_t **output,
                                   size_t *room) {
    for (;;) {
        stream->next_in = (Bytef *)*input;
        stream->avail_in = piece(*count);
        stream->next_out = *output;
        stream->avail_out = piece(*room);
        const uInt given = stream->avail_in, free = stream->avail_out;
        const int result = inflate(stream, Z_NO_FLUSH);
        const size_t used = given - stream->avail_in, made = free - stream->avail_out;
        *input += used, *count -= used;
        *output += made, *room -= made;
        if (result == Z_STREAM_END) return CZLIB_DONE;
        if (result == Z_MEM_ERROR) return CZLIB_NO_MEMORY;
        if (result != Z_OK && result != Z_BUF_ERROR) return CZLIB_DAMAGED;
        if (used == 0 && made == 0) return *room == 0 ? CZLIB_FULL : CZLIB_DAMAGED;
    }
}

czlib_result czlib_inflate(czlib_format format, const uint8_t *input, size_t count, uint8_t *output, size_t room,
                           size_t *produced) {
    *produced = 0;
    // zlib wants an address even for no bytes.
    uint8_t nothing = 0;
    if (input == NULL) input = &nothing;
    if (output == NULL) output = &nothing;
    const uint8_t *const start = output;
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (inflateInit2(&stream, window_bits(format)) != Z_OK) return CZLIB_NO_MEMORY;
    czlib_result result;
    do {
        result = inflate_stream(&stream, &input, &count, &output, &room);
    } while (result == CZLIB_DONE && format == CZLIB_GZIP && count >= 2 && input[0] == 0x1f && input[1] == 0x8b &&
             inflateReset(&stream) == Z_OK);
    inflateEnd(&stream);
    *produced = (size_t)(output - start);
    return result;
}

uint32_t czlib_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
    // Without an address, zlib would begin anew.
    return bytes == NULL ? crc : (uint32_t)crc32_z(crc, bytes, count);
}
