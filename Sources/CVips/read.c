#include "cvips.h"
#include "painter.h"
#include "rows.h"
#include "samples.h"
#include "start.h"
#include "units.h"

#include <stdlib.h>
#include <time.h>
#include <vips/vips.h>

struct cvips_picture {
    VipsImage *image;
};

/// Calls the loader of `format` by its name. Truncated data is an error. `page`: of a TIFF, or a frame of a WebP.
static int load(const uint8_t *bytes, size_t count, cvips_format format, int page, VipsImage **image) {
    void *data = (void *)bytes; // libvips only reads it
#define OPTIONS "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED
    switch (format) {
    case CVIPS_PNG:
        return vips_pngload_buffer(data, count, image, OPTIONS, NULL);
    case CVIPS_PNG_INTERLACED: // "memory": never by way of a file in /tmp
        return vips_pngload_buffer(data, count, image, OPTIONS, "memory", TRUE, NULL);
    case CVIPS_WEBP:
        return vips_webpload_buffer(data, count, image, OPTIONS, "page", page, NULL);
    case CVIPS_GIF:
        return vips_gifload_buffer(data, count, image, OPTIONS, NULL);
    case CVIPS_TIFF:
        return vips_tiffload_buffer(data, count, image, OPTIONS, "page", page, NULL);
    case CVIPS_HEIF:
        return vips_heifload_buffer(data, count, image, OPTIONS, NULL);
    }
#undef OPTIONS
    return -1;
}

/// The bands of one picture from as many pages.
static int load_planes(const uint8_t *bytes, size_t count, cvips_format format, uint32_t planes,
                       VipsImage **image) {
    VipsImage *pages[CVIPS_MOST_PLANES] = {NULL};
    int result = 0;
    for (uint32_t page = 0; page < planes && !result; page++)
        result = load(bytes, count, format, (int)page, &pages[page]);
    if (!result) result = vips_bandjoin(pages, image, (int)planes, NULL);
    // The joined picture holds on to them.
    for (uint32_t page = 0; page < planes; page++)
        if (pages[page]) g_object_unref(pages[page]);
    return result;
}

cvips_status cvips_open(const uint8_t *bytes, size_t count, cvips_format format, uint32_t planes, uint32_t frame,
                        cvips_picture **picture, cvips_header *header) {
    if (planes < 1 || planes > CVIPS_MOST_PLANES || frame > INT32_MAX) return CVIPS_BAD_ARGUMENT;
    if (!cvips_start()) return CVIPS_UNAVAILABLE;
    cvips_picture *opened = calloc(1, sizeof *opened);
    if (!opened) return CVIPS_OUT_OF_MEMORY;
    int result = planes == 1 ? load(bytes, count, format, (int)frame, &opened->image)
                             : load_planes(bytes, count, format, planes, &opened->image);
    if (result) {
        cvips_close(opened);
        return CVIPS_DAMAGED_HEADER;
    }
    header->width = (uint32_t)vips_image_get_width(opened->image);
    header->height = (uint32_t)vips_image_get_height(opened->image);
    header->bytes_per_pixel = (uint32_t)VIPS_IMAGE_SIZEOF_PEL(opened->image);
    header->bands = (uint32_t)vips_image_get_bands(opened->image);
    header->wide = vips_image_get_format(opened->image) == VIPS_FORMAT_USHORT;
    *picture = opened;
    return CVIPS_OK;
}

void cvips_close(cvips_picture *picture) {
    if (picture->image) g_object_unref(picture->image);
    free(picture);
    // The buffer of messages is shared by all threads, so its text is never used, only emptied.
    vips_error_clear();
    // Gives back what libvips keeps for this thread; the caller's threads come and go.
    vips_thread_shutdown();
}

/// 8 or 16 bits of grey or RGB, with or without alpha: what every loader but TIFF's yields.
static cvips_layout layout_of(VipsImage *image, bool drop_alpha) {
    int bands = vips_image_get_bands(image);
    int colour_bands = bands >= 3 ? 3 : 1;
    return (cvips_layout){
        .colours = bands >= 3 ? CVIPS_RGB : CVIPS_GREY,
        .bands = (uint32_t)bands,
        .wide = vips_image_get_format(image) == VIPS_FORMAT_USHORT,
        .alpha_band = bands > colour_bands && !drop_alpha ? colour_bands : -1,
    };
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/// Where the rows go: straight to the output, or through sums of blocks.
typedef struct {
    const cvips_options *options;
    uint32_t width;
    uint32_t height;
    double deadline; // on the clock of now(); 0: none
    cvips_painter painter;
    uint8_t *units; // the rows of one row of units; NULL where nothing is subsampled
    uint8_t *row;   // one full-size RGB row; NULL when nothing is shrunk
    uint32_t *sums; // one row of blocks; likewise
    uint8_t *rgb;   // the next output row
} sink;

static void put_row(sink *to, const void *row, uint32_t y) {
    uint32_t shrink_x = to->options->shrink_x, shrink_y = to->options->shrink_y;
    size_t output_stride = ((size_t)to->width + shrink_x - 1) / shrink_x * 3;
    if (!to->sums) {
        cvips_paint_row(&to->painter, row, to->rgb);
        to->rgb += output_stride;
        return;
    }
    cvips_paint_row(&to->painter, row, to->row);
    cvips_add_row(to->row, to->width, shrink_x, to->sums);
    uint32_t rows = y % shrink_y + 1;
    if (rows == shrink_y || y + 1 == to->height) {
        cvips_divide_row(to->sums, to->width, shrink_x, rows, to->rgb);
        to->rgb += output_stride;
    }
}

/// A row of the picture, or of units, which is several.
static void put(sink *to, const void *row, uint32_t y) {
    if (!to->units) {
        put_row(to, row, y);
        return;
    }
    const cvips_samples *samples = to->options->samples;
    cvips_unpack_units(samples, row, to->units);
    for (uint32_t i = 0; i < samples->unit_height; i++) {
        uint32_t at = y * samples->unit_height + i;
        if (at < to->height) put_row(to, to->units + (size_t)i * to->width * 3, at);
    }
}

static cvips_status pull_rows(VipsImage *image, VipsRegion *region, sink *to) {
    // A strip of about a megabyte, so that a wide picture does not need many rows at once.
    size_t stride = VIPS_IMAGE_SIZEOF_LINE(image);
    uint32_t rows = stride >= 1 << 20 ? 1 : (uint32_t)((1 << 20) / stride);
    if (rows > 64) rows = 64;
    uint32_t width = (uint32_t)vips_image_get_width(image), height = (uint32_t)vips_image_get_height(image);
    for (uint32_t top = 0; top < height; top += rows) {
        if (to->deadline > 0 && now() > to->deadline) return CVIPS_TIMED_OUT;
        uint32_t count = height - top < rows ? height - top : rows;
        VipsRect strip = {0, (int)top, (int)width, (int)count};
        if (vips_region_prepare(region, &strip)) return CVIPS_DAMAGED_PIXELS;
        for (uint32_t y = top; y < top + count; y++) put(to, VIPS_REGION_ADDR(region, 0, (int)y), y);
    }
    return CVIPS_OK;
}

/// Whether the rows are as large as the samples say, so that none is read beyond its end.
static bool fits(VipsImage *image, const cvips_samples *samples) {
    static const size_t sizes[] = {
        [CVIPS_U8] = 1,  [CVIPS_I8] = 1,  [CVIPS_U16] = 2, [CVIPS_I16] = 2, [CVIPS_U32] = 4,
        [CVIPS_I32] = 4, [CVIPS_F16] = 2, [CVIPS_F32] = 4, [CVIPS_F64] = 4};
    VipsBandFormat format = vips_image_get_format(image);
    uint32_t bands =
        (uint32_t)vips_image_get_bands(image) / (samples && samples->number == CVIPS_F64 ? 2 : 1);
    if (vips_image_get_coding(image) != VIPS_CODING_NONE) return false;
    if (!samples) return format == VIPS_FORMAT_UCHAR || format == VIPS_FORMAT_USHORT;
    if (samples->unit_width) {
        return format == VIPS_FORMAT_UCHAR && bands == 1 &&
               cvips_units_fit(samples, (uint32_t)vips_image_get_width(image),
                               (uint32_t)vips_image_get_height(image));
    }
    uint32_t alpha = samples->alpha_band >= 0 ? (uint32_t)samples->alpha_band + 1 : 0;
    return vips_format_sizeof(format) == sizes[samples->number] &&
           bands >= cvips_colour_bands(samples->colours) && bands >= alpha;
}

cvips_status cvips_read(cvips_picture *picture, const cvips_options *options, uint8_t *rgb, size_t capacity,
                        cvips_range *range) {
    VipsImage *image = picture->image;
    const cvips_samples *samples = options->samples;
    bool has_units = samples && samples->unit_width;
    sink to = {.options = options,
               .width = has_units ? samples->width : (uint32_t)vips_image_get_width(image),
               .height = has_units ? samples->height : (uint32_t)vips_image_get_height(image),
               .deadline = options->timeout > 0 ? now() + options->timeout : 0,
               .rgb = rgb};
    // Beyond 4096 a block's sum could pass 32 bits.
    if (options->shrink_x - 1 >= 4096 || options->shrink_y - 1 >= 4096) return CVIPS_BAD_ARGUMENT;
    size_t output_width = ((size_t)to.width + options->shrink_x - 1) / options->shrink_x;
    size_t output_height = ((size_t)to.height + options->shrink_y - 1) / options->shrink_y;
    if (output_width * output_height * 3 > capacity) return CVIPS_BAD_ARGUMENT;
    if (!fits(image, samples)) return CVIPS_DAMAGED_PIXELS;

    bool shrinks = options->shrink_x > 1 || options->shrink_y > 1;
    if (shrinks) {
        to.row = malloc((size_t)to.width * 3);
        to.sums = calloc(output_width * 3, sizeof *to.sums);
    }
    cvips_layout layout = layout_of(image, options->drop_alpha);
    if (has_units) {
        layout.bands = 3;
        to.units = malloc((size_t)to.width * 3 * samples->unit_height);
    }
    bool is_ready =
        cvips_painter_start(&to.painter, options, layout, to.width) && (!has_units || to.units);
    VipsRegion *region = vips_region_new(image);
    cvips_status status = CVIPS_OUT_OF_MEMORY;
    if (region && is_ready && (!shrinks || (to.row && to.sums))) status = pull_rows(image, region, &to);
    if (region) g_object_unref(region);
    *range = to.painter.range;
    cvips_painter_end(&to.painter);
    free(to.units);
    free(to.row);
    free(to.sums);
    return status;
}
