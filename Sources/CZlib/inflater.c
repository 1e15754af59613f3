#include "czlib.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

struct czlib_inflater {
    z_stream stream;
    czlib_format format;
    int ended;
};

static uInt piece(size_t count) { return count < UINT_MAX ? (uInt)count : UINT_MAX; }

czlib_inflater *czlib_inflater_new(czlib_format format) {
    czlib_inflater *inflater = calloc(1, sizeof *inflater);
    if (inflater == NULL) return NULL;
    inflater->format = format;
    const int bits = format == CZLIB_RAW ? -MAX_WBITS : format == CZLIB_GZIP ? 16 + MAX_WBITS : MAX_WBITS;
    if (inflateInit2(&inflater->stream, bits) != Z_OK) {
        free(inflater);
        return NULL;
    }
    return inflater;
}

void czlib_inflater_free(czlib_inflater *inflater) {
    if (inflater == NULL) return;
    inflateEnd(&inflater->stream);
    free(inflater);
}

// One call of zlib; the stream may end in the middle of the input.
static czlib_result inflate_piece(czlib_inflater *inflater, const uint8_t *input, size_t count, uint8_t *output, size_t room,
                                  size_t *used, size_t *produced) {
    z_stream *stream = &inflater->stream;
    stream->next_in = (Bytef *)input;
    stream->avail_in = piece(count);
    stream->next_out = output;
    stream->avail_out = piece(room);
    const uInt given = stream->avail_in, free_bytes = stream->avail_out;
    const int result = inflate(stream, Z_NO_FLUSH);
    *used = given - stream->avail_in;
    *produced = free_bytes - stream->avail_out;
    if (result == Z_MEM_ERROR) return CZLIB_NO_MEMORY;
    if (result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END) return CZLIB_DAMAGED;
    if (result == Z_STREAM_END) inflater->ended = 1;
    return CZLIB_MORE;
}

czlib_result czlib_inflater_step(czlib_inflater *inflater, const uint8_t *input, size_t count, uint8_t *output, size_t room,
                                 size_t *used, size_t *produced) {
    *used = *produced = 0;
    // zlib wants an address even for no bytes.
    const uint8_t nothing = 0;
    if (input == NULL) input = &nothing;
    for (;;) {
        if (inflater->ended) {
            if (*used == count) return CZLIB_DONE;
            // Only gzip allows one stream behind another (RFC 1952, 2.2).
            if (inflater->format != CZLIB_GZIP || input[*used] != 0x1f) return CZLIB_DAMAGED;
            if (inflateReset(&inflater->stream) != Z_OK) return CZLIB_DAMAGED;
            inflater->ended = 0;
        }
        if (*produced == room) return CZLIB_FULL;
        size_t taken, made;
        const czlib_result result =
            inflate_piece(inflater, input + *used, count - *used, output + *produced, room - *produced, &taken, &made);
        *used += taken;
        *produced += made;
        if (result != CZLIB_MORE) return result;
        if (!inflater->ended && taken == 0 && made == 0) return CZLIB_MORE;
    }
}
