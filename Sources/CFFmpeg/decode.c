#include "video.h"

#include <libavutil/pixdesc.h>
#include <math.h>

/// Sides of a frame that claims to be shaped otherwise than any screen.
static const int32_t longest_side = 32768;

/// The seconds of a frame since the beginning of the file, as the file says them; below 0 where it says none that can be.
static double told_seconds(const cffmpeg_video *video, const AVFrame *frame) {
    int64_t time = frame->best_effort_timestamp;
    if (time == AV_NOPTS_VALUE) time = frame->pts;
    if (time == AV_NOPTS_VALUE) return -1;
    AVStream *stream = video->format->streams[video->stream];
    double seconds = (double)time * av_q2d(stream->time_base) - video->start;
    return isfinite(seconds) && seconds <= CFFMPEG_LATEST ? fmax(0, seconds) : -1;
}

/// The seconds of the frame since the beginning of the file. They never go back: where files were joined, whose times begin
/// anew, the second one goes on where the first one ends.
static double seconds_of(cffmpeg_video *video, const AVFrame *frame) {
    double told = told_seconds(video, frame), last = video->last;
    // After a seek, no one knows where such a frame is.
    if (told < 0 && last < 0) return video->has_sought ? CFFMPEG_LATEST : 0;
    double seconds = told < 0 ? last + video->step : told + video->offset;
    if (last >= 0 && seconds < last) {
        // Times of neighbours may be interchanged.
        bool is_jump = seconds < last - 1;
        seconds = is_jump ? last + video->step : last;
        if (is_jump) {
            video->offset = seconds - told;
            video->has_jumped = true;
        }
    }
    return fmin(CFFMPEG_LATEST, seconds);
}

static void describe(cffmpeg_video *video, cffmpeg_frame *result) {
    const AVFrame *frame = video->frame;
    result->seconds = video->last = seconds_of(video, frame);
    AVStream *stream = video->format->streams[video->stream];
    AVRational shape = av_guess_sample_aspect_ratio(video->format, stream, video->frame);
    double width = frame->width, height = frame->height;
    double ratio = shape.num > 0 && shape.den > 0 ? av_q2d(shape) : 1;
    // Pixels are never thrown away: the shorter side grows.
    if (ratio > 1 && ratio <= 16) width *= ratio;
    if (ratio < 1 && ratio >= 1.0 / 16) height /= ratio;
    // Square pixels are no more than may be decoded.
    double most = (double)video->codec->max_pixels;
    if (width * height > most) {
        double shrink = sqrt(most / (width * height));
        width *= shrink;
        height *= shrink;
    }
    int32_t w = (int32_t)fmin(longest_side, fmax(1, round(width)));
    int32_t h = (int32_t)fmin(longest_side, fmax(1, round(height)));
    bool is_turned = video->turn.quarters % 2 == 1;
    result->width = is_turned ? h : w;
    result->height = is_turned ? w : h;
    result->primaries = frame->color_primaries;
    result->transfer = frame->color_trc;
    bool is_high_range = frame->color_trc == AVCOL_TRC_SMPTE2084 || frame->color_trc == AVCOL_TRC_ARIB_STD_B67;
    result->is_wide = is_high_range || frame->color_primaries == AVCOL_PRI_BT2020;
}

/// Gives the decoder what it asks for next.
static int feed(cffmpeg_video *video) {
    for (int waits = 0;;) {
        if (atomic_load(&video->is_stopped)) return AVERROR_EXIT;
        int error = av_read_frame(video->format, video->packet);
        if (error == AVERROR(EAGAIN) && waits++ < 1000) continue;
        if (error < 0) {
            // At the end, and where a damaged file can't be read on: what the decoder still has is given out.
            video->is_draining = true;
            if (error != AVERROR_EOF) video->is_cut = true;
            return avcodec_send_packet(video->codec, NULL);
        }
        if (video->packet->stream_index != video->stream) {
            av_packet_unref(video->packet);
            continue;
        }
        error = avcodec_send_packet(video->codec, video->packet);
        av_packet_unref(video->packet);
        // A packet that can't be decoded is passed over.
        if (error == AVERROR_INVALIDDATA || error == AVERROR(EINVAL)) continue;
        return error;
    }
}

cffmpeg_status cffmpeg_next(cffmpeg_video *video, cffmpeg_frame *result) {
    // A decoder that neither gives a frame nor says that it has ended is left at last.
    for (int barren = 0; barren < 256;) {
        if (video->is_draining) barren++;
        if (atomic_load(&video->is_stopped)) return CFFMPEG_STOPPED;
        video->has_frame = false;
        int error = avcodec_receive_frame(video->codec, video->frame);
        if (error == 0) {
            if (video->frame->width <= 0 || video->frame->height <= 0) continue;
            video->has_frame = true;
            video->decoded++;
            describe(video, result);
            return CFFMPEG_OK;
        }
        if (error == AVERROR_EOF) break;
        if (error == AVERROR(ENOMEM)) return CFFMPEG_OUT_OF_MEMORY;
        if (error == AVERROR(EAGAIN)) {
            error = feed(video);
            if (error == AVERROR(ENOMEM)) return CFFMPEG_OUT_OF_MEMORY;
            if (error < 0 && error != AVERROR_EOF && video->is_draining) break;
        } else if (video->is_draining && error != AVERROR_INVALIDDATA) {
            break;
        }
    }
    if (atomic_load(&video->is_stopped)) return CFFMPEG_STOPPED;
    if (video->has_read_error) return CFFMPEG_UNREADABLE;
    return video->decoded > 0 ? CFFMPEG_END : CFFMPEG_DAMAGED;
}

cffmpeg_status cffmpeg_seek(cffmpeg_video *video, double seconds) {
    AVStream *stream = video->format->streams[video->stream];
    double ticks = (fmax(0, seconds) + video->start) / av_q2d(stream->time_base);
    if (!isfinite(ticks) || fabs(ticks) > 9e18) return CFFMPEG_DAMAGED;
    int error = av_seek_frame(video->format, video->stream, (int64_t)ticks, AVSEEK_FLAG_BACKWARD);
    if (error < 0) return cffmpeg_status_of(video, error);
    avcodec_flush_buffers(video->codec);
    video->is_draining = video->has_frame = false;
    video->last = -1;
    video->offset = 0;
    video->has_sought = true;
    return CFFMPEG_OK;
}

bool cffmpeg_is_cut(const cffmpeg_video *video) { return video->is_cut; }

bool cffmpeg_has_jumped(const cffmpeg_video *video) { return video->has_jumped; }
