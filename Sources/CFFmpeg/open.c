#include "video.h"

#include <errno.h>
#include <libavutil/avstring.h>
#include <libavutil/display.h>
#include <libavutil/opt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { buffer_bytes = 64 << 10 };

/// Containers, as libavformat calls them. None of them opens another file.
static const char containers[] = "mov,matroska,avi,mpeg,mpegts,ogg,asf,flv,gif";

bool cffmpeg_knows(enum AVCodecID codec) {
    static const enum AVCodecID known[] = {
        AV_CODEC_ID_H264,    AV_CODEC_ID_HEVC,     AV_CODEC_ID_VP8,        AV_CODEC_ID_VP9,
        AV_CODEC_ID_AV1,     AV_CODEC_ID_MPEG1VIDEO, AV_CODEC_ID_MPEG2VIDEO, AV_CODEC_ID_MPEG4,
        AV_CODEC_ID_H263,    AV_CODEC_ID_MJPEG,    AV_CODEC_ID_MSMPEG4V1,  AV_CODEC_ID_MSMPEG4V2,
        AV_CODEC_ID_MSMPEG4V3, AV_CODEC_ID_WMV1,   AV_CODEC_ID_WMV2,       AV_CODEC_ID_WMV3,
        AV_CODEC_ID_VC1,     AV_CODEC_ID_FLV1,     AV_CODEC_ID_THEORA,     AV_CODEC_ID_PRORES,
        AV_CODEC_ID_DNXHD,   AV_CODEC_ID_DVVIDEO,  AV_CODEC_ID_FFV1,       AV_CODEC_ID_HUFFYUV,
        AV_CODEC_ID_FFVHUFF, AV_CODEC_ID_RAWVIDEO, AV_CODEC_ID_VP6F,
        AV_CODEC_ID_GIF,
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i] == codec) return true;
    }
    return false;
}

static int read_bytes(void *context, uint8_t *bytes, int count) {
    cffmpeg_video *video = context;
    if (atomic_load(&video->is_stopped)) return AVERROR_EXIT;
    ssize_t got;
    do { got = pread(video->descriptor, bytes, (size_t)count, video->position); } while (got < 0 && errno == EINTR);
    if (got < 0) {
        video->has_read_error = true;
        return AVERROR(errno);
    }
    if (got == 0) return AVERROR_EOF;
    video->position += got;
    return (int)got;
}

static int64_t seek(void *context, int64_t offset, int whence) {
    cffmpeg_video *video = context;
    int64_t size = lseek(video->descriptor, 0, SEEK_END);
    int64_t position;
    switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
        return size;
    case SEEK_SET:
        position = offset;
        break;
    case SEEK_CUR:
        position = video->position + offset;
        break;
    case SEEK_END:
        position = size + offset;
        break;
    default:
        return AVERROR(EINVAL);
    }
    if (position < 0) return AVERROR(EINVAL);
    return video->position = position;
}

/// A file that refers to another one does not get it.
static int refuse(AVFormatContext *format, AVIOContext **io, const char *url, int flags, AVDictionary **options) {
    (void)format, (void)io, (void)url, (void)flags, (void)options;
    return AVERROR(EPERM);
}

static int is_stopped(void *context) {
    cffmpeg_video *video = context;
    return atomic_load(&video->is_stopped);
}

int cffmpeg_make_io(cffmpeg_video *video) {
    uint8_t *buffer = av_malloc(buffer_bytes);
    if (!buffer) return AVERROR(ENOMEM);
    video->io = avio_alloc_context(buffer, buffer_bytes, 0, video, read_bytes, NULL, seek);
    if (video->io) return 0;
    av_free(buffer);
    return AVERROR(ENOMEM);
}

cffmpeg_status cffmpeg_status_of(const cffmpeg_video *video, int error) {
    if (atomic_load(&video->is_stopped)) return CFFMPEG_STOPPED;
    if (video->has_read_error) return CFFMPEG_UNREADABLE;
    if (error == AVERROR(ENOMEM)) return CFFMPEG_OUT_OF_MEMORY;
    return CFFMPEG_DAMAGED;
}

cffmpeg_turn cffmpeg_turn_of(const AVStream *stream) {
    cffmpeg_turn turn = {0};
    const int32_t *matrix = NULL;
#if LIBAVFORMAT_VERSION_MAJOR >= 61
    const AVPacketSideData *data =
        av_packet_side_data_get(stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data,
                                AV_PKT_DATA_DISPLAYMATRIX);
    if (data && data->size >= 9 * sizeof(int32_t)) matrix = (const int32_t *)data->data;
#else
    size_t size = 0;
    uint8_t *data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    if (data && size >= 9 * sizeof(int32_t)) matrix = (const int32_t *)data;
#endif
    if (!matrix) return turn;
    int32_t copy[9];
    memcpy(copy, matrix, sizeof copy);
    // The determinant is negative where the matrix mirrors.
    double determinant = (double)copy[0] * copy[4] - (double)copy[1] * copy[3];
    if (determinant < 0) {
        turn.is_mirrored = true;
        av_display_matrix_flip(copy, 1, 0);
    }
    double angle = av_display_rotation_get(copy); // counterclockwise; NaN for a broken matrix
    if (isnan(angle)) return (cffmpeg_turn){0};
    turn.quarters = ((int)lround(-angle / 90) % 4 + 4) % 4;
    return turn;
}

static int open_format(cffmpeg_video *video) {
    video->format = avformat_alloc_context();
    if (!video->format) return AVERROR(ENOMEM);
    int error = cffmpeg_make_io(video);
    if (error < 0) return error;
    AVFormatContext *format = video->format;
    format->pb = video->io;
    format->flags |= AVFMT_FLAG_CUSTOM_IO;
    format->io_open = refuse;
    format->interrupt_callback = (AVIOInterruptCB){.callback = is_stopped, .opaque = video};
    format->probesize = 8 << 20;
    format->max_analyze_duration = 10 * AV_TIME_BASE;
    format->max_streams = 64;
    AVDictionary *options = NULL;
    av_dict_set(&options, "format_whitelist", containers, 0);
    av_dict_set(&options, "protocol_whitelist", "none", 0);
    error = avformat_open_input(&video->format, NULL, NULL, &options); // frees the context where it fails
    av_dict_free(&options);
    if (error < 0) return error;
    return avformat_find_stream_info(video->format, NULL);
}

static int open_codec(cffmpeg_video *video, cffmpeg_limits limits) {
    AVStream *stream = video->format->streams[video->stream];
    const AVCodec *codec = avcodec_find_decoder(stream->codecpar->codec_id);
    if (!codec) return AVERROR_DECODER_NOT_FOUND;
    video->codec = avcodec_alloc_context3(codec);
    video->packet = av_packet_alloc();
    video->frame = av_frame_alloc();
    if (!video->codec || !video->packet || !video->frame) return AVERROR(ENOMEM);
    int error = avcodec_parameters_to_context(video->codec, stream->codecpar);
    if (error < 0) return error;
    video->codec->pkt_timebase = stream->time_base;
    video->codec->thread_count = limits.threads;
    video->codec->max_pixels = limits.maximum_pixels;
    return avcodec_open2(video->codec, codec, NULL);
}

static void describe(cffmpeg_video *video, cffmpeg_info *info) {
    AVFormatContext *format = video->format;
    AVStream *stream = format->streams[video->stream];
    size_t length = strcspn(format->iformat->name, ",");
    if (length >= sizeof info->container) length = sizeof info->container - 1;
    memcpy(info->container, format->iformat->name, length);
    av_strlcpy(info->codec, avcodec_get_name(stream->codecpar->codec_id), sizeof info->codec);
    if (format->duration > 0) info->duration = (double)format->duration / AV_TIME_BASE;
    double rate = av_q2d(stream->avg_frame_rate);
    if (!(rate > 0) || !isfinite(rate)) rate = av_q2d(stream->r_frame_rate);
    if (rate > 0 && isfinite(rate)) info->rate = rate;
    video->step = info->rate > 0 ? 1 / info->rate : 0.04;
    int64_t start = format->start_time;
    video->start = start == AV_NOPTS_VALUE ? 0 : (double)start / AV_TIME_BASE;
}

static cffmpeg_status open_video(cffmpeg_video *video, cffmpeg_limits limits, cffmpeg_info *info) {
    int error = open_format(video);
    if (error < 0 && !video->format) {
        cffmpeg_status status = cffmpeg_status_of(video, error);
        return status == CFFMPEG_DAMAGED && error == AVERROR(EINVAL) ? CFFMPEG_NO_VIDEO : status;
    }
    if (error < 0) return cffmpeg_status_of(video, error);
    video->stream = av_find_best_stream(video->format, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    if (video->stream < 0) return CFFMPEG_NO_VIDEO;
    AVStream *stream = video->format->streams[video->stream];
    describe(video, info);
    // The cover of a piece of music.
    if (stream->disposition & AV_DISPOSITION_ATTACHED_PIC) return CFFMPEG_NO_VIDEO;
    if (!cffmpeg_knows(stream->codecpar->codec_id)) return CFFMPEG_UNKNOWN_CODEC;
    int64_t pixels = (int64_t)stream->codecpar->width * stream->codecpar->height;
    if (pixels > limits.maximum_pixels) return CFFMPEG_TOO_MANY_PIXELS;
    for (unsigned i = 0; i < video->format->nb_streams; i++) {
        if ((int)i != video->stream) video->format->streams[i]->discard = AVDISCARD_ALL;
    }
    video->turn = cffmpeg_turn_of(stream);
    error = open_codec(video, limits);
    if (error == AVERROR_DECODER_NOT_FOUND) return CFFMPEG_UNKNOWN_CODEC;
    return error < 0 ? cffmpeg_status_of(video, error) : CFFMPEG_OK;
}

cffmpeg_status cffmpeg_open(int descriptor, cffmpeg_limits limits, cffmpeg_video **result, cffmpeg_info *info) {
    *result = NULL;
    memset(info, 0, sizeof *info);
    av_log_set_level(AV_LOG_QUIET);
    cffmpeg_video *video = calloc(1, sizeof *video);
    if (!video) return CFFMPEG_OUT_OF_MEMORY;
    video->descriptor = descriptor;
    video->last = -1;
    atomic_init(&video->is_stopped, false);
    cffmpeg_status status = open_video(video, limits, info);
    if (status == CFFMPEG_OK) {
        *result = video;
    } else {
        cffmpeg_close(video);
    }
    return status;
}

void cffmpeg_close(cffmpeg_video *video) {
    if (!video) return;
    sws_freeContext(video->scaler);
    sws_freeContext(video->sketcher);
    av_frame_free(&video->frame);
    av_packet_free(&video->packet);
    avcodec_free_context(&video->codec);
    avformat_close_input(&video->format);
    if (video->io) av_freep(&video->io->buffer);
    avio_context_free(&video->io);
    free(video);
}

void cffmpeg_stop(cffmpeg_video *video) { atomic_store(&video->is_stopped, true); }
