// Frames of video files, over FFmpeg's libavformat, libavcodec and libswscale, for files that nobody vouches for.
//
// A file is read through its descriptor and nothing else is ever opened: no address, no file that it refers to. Only
// a short list of containers and codecs is known here. No function prints or exits. A video is used by one thread at
// a time, except for cffmpeg_stop.

#ifndef CFFMPEG_H
#define CFFMPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    CFFMPEG_OK = 0,
    CFFMPEG_END,            // no further frame
    CFFMPEG_STOPPED,        // cffmpeg_stop was called
    CFFMPEG_UNREADABLE,     // the file could not be read
    CFFMPEG_NO_VIDEO,       // not a container that is known here, or one without a video
    CFFMPEG_UNKNOWN_CODEC,  // see `codec`
    CFFMPEG_TOO_MANY_PIXELS,
    CFFMPEG_DAMAGED,
    CFFMPEG_OUT_OF_MEMORY,
} cffmpeg_status;

/// A video whose header has been read. Closed once.
typedef struct cffmpeg_video cffmpeg_video;

typedef struct {
    int64_t maximum_pixels; // of a frame
    int32_t threads;        // of the decoder
} cffmpeg_limits;

typedef struct {
    char container[32]; // such as "mov", "matroska"
    char codec[32];     // such as "h264"
    double duration;    // seconds; 0 where unknown
    double rate;        // frames a second, on average; 0 where unknown
} cffmpeg_info;

/// No time is later, in seconds; that of a frame after a seek that does not say its time.
#define CFFMPEG_LATEST 1e7

/// The frame that was decoded last.
typedef struct {
    double seconds; // since the beginning, CFFMPEG_LATEST at most; never less than that of the frame before
    // As it is to be shown: square pixels, turned.
    int32_t width;
    int32_t height;
    // Whether its colours need 16 bits: see cffmpeg_rgb16.
    bool is_wide;
    // ITU-T H.273.
    int32_t primaries;
    int32_t transfer;
} cffmpeg_frame;

/// Opens a video. The descriptor stays the caller's and has to be open until the video is closed.
/// @param info filled as far as it is known, also where opening fails
cffmpeg_status cffmpeg_open(int descriptor, cffmpeg_limits limits, cffmpeg_video **video, cffmpeg_info *info);
void cffmpeg_close(cffmpeg_video *video);

/// Ends a call that is under way in another thread, and all further ones, with CFFMPEG_STOPPED.
void cffmpeg_stop(cffmpeg_video *video);

/// Decodes the next frame, in the order in which frames are shown.
cffmpeg_status cffmpeg_next(cffmpeg_video *video, cffmpeg_frame *frame);

/// Whether the file could not be read on, before its end.
bool cffmpeg_is_cut(const cffmpeg_video *video);
/// Whether times went back, as where files were joined. No seek finds the times of frames after that.
bool cffmpeg_has_jumped(const cffmpeg_video *video);

/// Goes to a key frame at or before a time, if the container lets find one; the next frames begin there.
cffmpeg_status cffmpeg_seek(cffmpeg_video *video, double seconds);

/// Sides of the planes of a sketch: brightness, then two of colour, of half the side.
#define CFFMPEG_SKETCH_SIDE 32
#define CFFMPEG_SKETCH_BYTES (32 * 32 + 2 * 16 * 16)

/// A coarse copy of the last frame, to compare frames by: means of samples of each cell.
cffmpeg_status cffmpeg_sketch(cffmpeg_video *video, uint8_t sketch[CFFMPEG_SKETCH_BYTES]);

/// The last frame as RGB8, in the size given, which is that of the turned frame; rows from the top, no padding.
cffmpeg_status cffmpeg_rgb8(cffmpeg_video *video, int32_t width, int32_t height, uint8_t *rgb);
/// The same with 16 bits a sample; colours are as the frame has them, in its own primaries and transfer function.
cffmpeg_status cffmpeg_rgb16(cffmpeg_video *video, int32_t width, int32_t height, uint16_t *rgb);

#endif
