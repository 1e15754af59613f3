#include "video.h"

#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <stdlib.h>
#include <string.h>

/// Whether a frame's numbers take the full range: what it says, or else what its format says.
static bool is_full_range(const AVFrame *frame) {
    if (frame->color_range != AVCOL_RANGE_UNSPECIFIED) return frame->color_range == AVCOL_RANGE_JPEG;
    switch (frame->format) {
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ411P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ444P:
    case AV_PIX_FMT_YUVJ440P:
        return true;
    default:
        break;
    }
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    // Grey, and red, green and blue, have no other one.
    return format && (format->nb_components < 3 || format->flags & AV_PIX_FMT_FLAG_RGB);
}

/// Tells the scaler what the numbers of the frame mean: without it, it takes all for standard definition.
static void set_colours(struct SwsContext *scaler, const AVFrame *frame) {
    int space = frame->colorspace;
    if (space == AVCOL_SPC_UNSPECIFIED || space == AVCOL_SPC_RGB || space == AVCOL_SPC_RESERVED) {
        space = frame->height >= 720 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
    }
    int *table, *inverse, from_full, to_full, brightness, contrast, saturation;
    if (sws_getColorspaceDetails(scaler, &inverse, &from_full, &table, &to_full, &brightness, &contrast,
                                 &saturation) < 0)
        return;
    sws_setColorspaceDetails(scaler, sws_getCoefficients(space), is_full_range(frame), table, 1, brightness,
                             contrast, saturation);
}

/// The last frame in another format and size.
static cffmpeg_status scale(cffmpeg_video *video, struct SwsContext **scaler, enum AVPixelFormat format, int width,
                            int height, int flags, uint8_t *const *planes, const int *strides) {
    const AVFrame *frame = video->frame;
    *scaler = sws_getCachedContext(*scaler, frame->width, frame->height, frame->format, width, height, format, flags,
                                   NULL, NULL, NULL);
    if (!*scaler) return CFFMPEG_DAMAGED;
    set_colours(*scaler, frame);
    int rows = sws_scale(*scaler, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height, planes,
                         strides);
    return rows == height ? CFFMPEG_OK : CFFMPEG_DAMAGED;
}

/// Turns and mirrors pixels of `size` bytes. `width` and `height` are those of `to`.
static void turn(cffmpeg_turn turn, const uint8_t *from, int stride, uint8_t *to, int width, int height, int size) {
    bool is_turned = turn.quarters % 2 == 1;
    int columns = is_turned ? height : width, rows = is_turned ? width : height;
    for (int y = 0; y < height; y++) {
        for (int i = 0; i < width; i++) {
            int x = turn.is_mirrored ? width - 1 - i : i;
            int column, row;
            switch (turn.quarters) {
            case 1:
                column = y, row = rows - 1 - x;
                break;
            case 2:
                column = columns - 1 - x, row = rows - 1 - y;
                break;
            case 3:
                column = columns - 1 - y, row = x;
                break;
            default:
                column = x, row = y;
            }
            memcpy(to, from + (size_t)row * (size_t)stride + (size_t)column * (size_t)size, (size_t)size);
            to += size;
        }
    }
}

static cffmpeg_status convert(cffmpeg_video *video, enum AVPixelFormat format, int size, int width, int height,
                              uint8_t *pixels) {
    if (!video->has_frame || width <= 0 || height <= 0) return CFFMPEG_DAMAGED;
    bool is_turned = video->turn.quarters % 2 == 1;
    int columns = is_turned ? height : width, rows = is_turned ? width : height;
    // The scaler wants room beside the rows.
    uint8_t *planes[4] = {NULL};
    int strides[4] = {0};
    if (av_image_alloc(planes, strides, columns, rows, format, 64) < 0) return CFFMPEG_OUT_OF_MEMORY;
    int flags = SWS_AREA | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT;
    cffmpeg_status status = scale(video, &video->scaler, format, columns, rows, flags, planes, strides);
    if (status == CFFMPEG_OK) turn(video->turn, planes[0], strides[0], pixels, width, height, size);
    av_freep(&planes[0]);
    return status;
}

cffmpeg_status cffmpeg_rgb8(cffmpeg_video *video, int32_t width, int32_t height, uint8_t *rgb) {
    return convert(video, AV_PIX_FMT_RGB24, 3, width, height, rgb);
}

cffmpeg_status cffmpeg_rgb16(cffmpeg_video *video, int32_t width, int32_t height, uint16_t *rgb) {
    return convert(video, AV_PIX_FMT_RGB48, 6, width, height, (uint8_t *)rgb);
}

// MARK: Sketches

enum { SIDE = CFFMPEG_SKETCH_SIDE, SAMPLES = 8 };

/// Whether each component has a plane of its own, or the two of colour share one, as in NV12. Rows of other formats may be
/// shorter than their steps tell.
static bool is_planar(const AVPixFmtDescriptor *format) {
    const AVComponentDescriptor *luma = &format->comp[0], *blue = &format->comp[1], *red = &format->comp[2];
    int bytes = luma->depth > 8 ? 2 : 1;
    if (luma->step != bytes || luma->offset != 0) return false;
    if (format->nb_components < 3) return true;
    if (blue->plane == luma->plane || red->plane == luma->plane) return false;
    if (blue->depth > 8 * bytes || red->depth > 8 * bytes || blue->depth < 8 || red->depth < 8) return false;
    int step = blue->plane == red->plane ? 2 * bytes : bytes;
    return blue->step == step && red->step == step;
}

/// Whether the samples of a format can be read in place.
static bool is_plain(const AVPixFmtDescriptor *format) {
    const uint64_t others =
        AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_RGB |
        AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_BAYER | AV_PIX_FMT_FLAG_BE;
    return format && !(format->flags & others) && format->comp[0].depth >= 8 && format->comp[0].depth <= 16 &&
           is_planar(format);
}

/// Means of samples of a plane's cells.
static void sketch_plane(const AVFrame *frame, const AVComponentDescriptor *component, int width, int height,
                         int side, uint8_t *cells) {
    const uint8_t *plane = frame->data[component->plane] + component->offset;
    int stride = frame->linesize[component->plane], depth = component->depth;
    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
            uint32_t sum = 0;
            for (int i = 0; i < SAMPLES; i++) {
                int row = (int)(((int64_t)(y * SAMPLES + i) * 2 + 1) * height / (2 * side * SAMPLES));
                const uint8_t *line = plane + (ptrdiff_t)row * stride;
                for (int j = 0; j < SAMPLES; j++) {
                    int column = (int)(((int64_t)(x * SAMPLES + j) * 2 + 1) * width / (2 * side * SAMPLES));
                    const uint8_t *sample = line + (ptrdiff_t)column * component->step;
                    uint32_t value = depth > 8 ? sample[0] | (uint32_t)sample[1] << 8 : sample[0];
                    sum += (value >> component->shift) >> (depth - 8);
                }
            }
            uint32_t mean = (sum + SAMPLES * SAMPLES / 2) / (SAMPLES * SAMPLES);
            *cells++ = mean > 255 ? 255 : (uint8_t)mean;
        }
    }
}

/// Formats whose samples lie otherwise take the longer way, through the scaler.
static cffmpeg_status sketch_scaled(cffmpeg_video *video, uint8_t *sketch) {
    uint8_t *planes[4] = {NULL};
    int strides[4] = {0};
    if (av_image_alloc(planes, strides, SIDE, SIDE, AV_PIX_FMT_YUV420P, 64) < 0) return CFFMPEG_OUT_OF_MEMORY;
    cffmpeg_status status =
        scale(video, &video->sketcher, AV_PIX_FMT_YUV420P, SIDE, SIDE, SWS_AREA, planes, strides);
    for (int plane = 0; plane < 3 && status == CFFMPEG_OK; plane++) {
        int side = plane == 0 ? SIDE : SIDE / 2;
        for (int row = 0; row < side; row++, sketch += side) {
            memcpy(sketch, planes[plane] + (ptrdiff_t)row * strides[plane], (size_t)side);
        }
    }
    av_freep(&planes[0]);
    return status;
}

cffmpeg_status cffmpeg_sketch(cffmpeg_video *video, uint8_t sketch[CFFMPEG_SKETCH_BYTES]) {
    if (!video->has_frame) return CFFMPEG_DAMAGED;
    const AVFrame *frame = video->frame;
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    if (!is_plain(format)) return sketch_scaled(video, sketch);
    sketch_plane(frame, &format->comp[0], frame->width, frame->height, SIDE, sketch);
    if (format->nb_components < 3) {
        memset(sketch + SIDE * SIDE, 128, CFFMPEG_SKETCH_BYTES - SIDE * SIDE);
        return CFFMPEG_OK;
    }
    int width = AV_CEIL_RSHIFT(frame->width, format->log2_chroma_w);
    int height = AV_CEIL_RSHIFT(frame->height, format->log2_chroma_h);
    uint8_t *colours = sketch + SIDE * SIDE;
    sketch_plane(frame, &format->comp[1], width, height, SIDE / 2, colours);
    sketch_plane(frame, &format->comp[2], width, height, SIDE / 2, colours + SIDE * SIDE / 4);
    return CFFMPEG_OK;
}
