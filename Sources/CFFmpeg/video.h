#ifndef CFFMPEG_VIDEO_H
#define CFFMPEG_VIDEO_H

#include "cffmpeg.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
#include <stdatomic.h>

/// How a frame is turned to be shown: first turned clockwise, then mirrored from left to right.
typedef struct {
    int quarters; // 0 to 3
    bool is_mirrored;
} cffmpeg_turn;

struct cffmpeg_video {
    int descriptor;
    int64_t position;
    atomic_bool is_stopped;
    bool has_read_error;
    AVFormatContext *format;
    AVIOContext *io;
    AVCodecContext *codec;
    AVPacket *packet;
    AVFrame *frame;
    int stream;
    cffmpeg_turn turn;
    double start; // seconds, of the first frame of the file
    double step;  // seconds between frames, for those that don't say their time
    double last;  // seconds; below 0 before the first frame
    double offset; // seconds, to be added to the times that the file says; see has_jumped
    bool is_draining;
    bool is_cut;     // see cffmpeg_is_cut
    bool has_jumped; // see cffmpeg_has_jumped
    bool has_sought; // whether cffmpeg_seek was called
    bool has_frame; // whether `frame` is one
    int64_t decoded; // frames
    struct SwsContext *scaler;
    struct SwsContext *sketcher;
};

/// Reading through the descriptor.
int cffmpeg_make_io(cffmpeg_video *video);
/// Whether a codec is one that is read here.
bool cffmpeg_knows(enum AVCodecID codec);
/// How the frames of a stream are turned.
cffmpeg_turn cffmpeg_turn_of(const AVStream *stream);
/// What an error of FFmpeg is here.
cffmpeg_status cffmpeg_status_of(const cffmpeg_video *video, int error);

#endif
