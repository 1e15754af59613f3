#include "cjpeg.h"
#include "errors.h"

#include <time.h>

/// libjpeg's progress hook with what it has to watch.
typedef struct {
    struct jpeg_progress_mgr base; // first, so that a pointer to it is a pointer to this
    int maximum_scans;
    double deadline; // on the clock of now(); 0: none
} watch;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/// Called by libjpeg for every row of blocks read or written.
static void on_progress(j_common_ptr cinfo) {
    const watch *limits = (const watch *)cinfo->progress;
    if (((j_decompress_ptr)cinfo)->input_scan_number > limits->maximum_scans)
        cjpeg_fail(cinfo, CJPEG_TOO_MANY_SCANS);
    if (limits->deadline > 0 && now() > limits->deadline) cjpeg_fail(cinfo, CJPEG_TIMED_OUT);
}

cjpeg_status cjpeg_read_header(const uint8_t *bytes, size_t count, cjpeg_header *header) {
    struct jpeg_decompress_struct cinfo = {0};
    cjpeg_errors errors;
    cinfo.err = cjpeg_errors_start(&errors);
    if (setjmp(errors.jump)) {
        jpeg_destroy_decompress(&cinfo);
        return errors.status;
    }
    jpeg_create_decompress(&cinfo);
    jpeg_mem_src(&cinfo, bytes, count);
    jpeg_read_header(&cinfo, TRUE);
    header->width = cinfo.image_width;
    header->height = cinfo.image_height;
    header->components = (uint8_t)cinfo.num_components;
    header->progressive = jpeg_has_multiple_scans(&cinfo);
    jpeg_destroy_decompress(&cinfo);
    return CJPEG_OK;
}

/// a * b / 255, rounded: Pillow's MULDIV255.
static inline int multiply_divide_255(int a, int b) {
    int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
}

/// Pillow's conversion: no profile, R = (1 - C)(1 - K). Ink is taken to be stored inverted, as Adobe stores
/// it, whether the file says that it is Adobe's or not.
static void convert_cmyk_row(const uint8_t *cmyk, uint32_t width, uint8_t *rgb) {
    for (uint32_t x = 0; x < width; x++, cmyk += 4, rgb += 3) {
        int white = cmyk[3];
        for (int channel = 0; channel < 3; channel++)
            rgb[channel] = (uint8_t)(white - multiply_divide_255(255 - cmyk[channel], white));
    }
}

static void read_rgb_rows(j_decompress_ptr cinfo, uint8_t *rgb) {
    enum { ROWS = 16 };
    size_t stride = (size_t)cinfo->output_width * 3;
    while (cinfo->output_scanline < cinfo->output_height) {
        JSAMPROW rows[ROWS];
        for (JDIMENSION i = 0; i < ROWS; i++) {
            JDIMENSION y = cinfo->output_scanline + i;
            rows[i] = rgb + stride * (y < cinfo->output_height ? y : cinfo->output_height - 1);
        }
        jpeg_read_scanlines(cinfo, rows, ROWS);
    }
}

static void read_cmyk_rows(j_decompress_ptr cinfo, const cjpeg_limits *limits, uint8_t *rgb) {
    uint32_t width = cinfo->output_width;
    // From libjpeg's own pool, so that an error frees it.
    JSAMPARRAY row = cinfo->mem->alloc_sarray((j_common_ptr)cinfo, JPOOL_IMAGE, width * 4, 1);
    while (cinfo->output_scanline < cinfo->output_height) {
        size_t y = cinfo->output_scanline;
        jpeg_read_scanlines(cinfo, row, 1);
        if (limits->converter) {
            for (size_t i = 0; i < (size_t)width * 4; i++) row[0][i] = 255 - row[0][i];
            limits->converter(limits->context, row[0], width, rgb + y * width * 3);
        } else {
            convert_cmyk_row(row[0], width, rgb + y * width * 3);
        }
    }
}

/// Whether scans are missing of which nothing tells but that their numbers never came.
static bool lacks_scans(j_decompress_ptr cinfo) {
    if (!jpeg_has_multiple_scans(cinfo)) return false;
    if (!cinfo->progressive_mode)
        return cinfo->input_scan_number * cinfo->comps_in_scan < cinfo->num_components;
    for (int component = 0; component < cinfo->num_components; component++)
        for (int i = 0; i < DCTSIZE2; i++)
            if (cinfo->coef_bits[component][i] != 0) return true; // bits are missing, or all (-1)
    return false;
}

static void report(j_decompress_ptr cinfo, const cjpeg_errors *errors, cjpeg_result *result) {
    bool lacks_rows = errors->lacks_data && errors->lacks_in_first;
    uint32_t rows = errors->rows_of_blocks * (uint32_t)(cinfo->max_v_samp_factor * DCTSIZE);
    *result = (cjpeg_result){
        .width = cinfo->output_width,
        .height = cinfo->output_height,
        .warnings = errors->base.num_warnings,
        .rows = lacks_rows && rows < cinfo->image_height ? rows : cinfo->image_height,
        .is_coarse = !lacks_rows && (errors->lacks_data || (errors->is_dry && lacks_scans(cinfo))),
    };
    result->truncated = lacks_rows || result->is_coarse;
}

static void configure(j_decompress_ptr cinfo, const cjpeg_limits *limits) {
    cinfo->mem->max_memory_to_use = (long)limits->maximum_memory;
    cinfo->scale_num = limits->scale_numerator;
    cinfo->scale_denom = 8;
    cinfo->dct_method = JDCT_ISLOW;
    cinfo->do_fancy_upsampling = TRUE;
    if (cinfo->num_components == 4)
        cinfo->out_color_space = JCS_CMYK;
    else if (cinfo->num_components == 1 || cinfo->num_components == 3)
        cinfo->out_color_space = JCS_RGB;
    else
        cjpeg_fail((j_common_ptr)cinfo, CJPEG_UNSUPPORTED);
}

cjpeg_status cjpeg_decode(const uint8_t *bytes, size_t count, const cjpeg_limits *limits, uint8_t *rgb,
                          size_t capacity, cjpeg_result *result) {
    struct jpeg_decompress_struct cinfo = {0};
    cjpeg_errors errors;
    watch watching = {
        {on_progress}, limits->maximum_scans, limits->timeout > 0 ? now() + limits->timeout : 0};
    cinfo.err = cjpeg_errors_start(&errors);
    if (setjmp(errors.jump)) {
        jpeg_destroy_decompress(&cinfo);
        return errors.status;
    }
    *result = (cjpeg_result){0};
    jpeg_create_decompress(&cinfo);
    cinfo.progress = &watching.base;
    jpeg_mem_src(&cinfo, bytes, count);
    jpeg_read_header(&cinfo, TRUE);
    configure(&cinfo, limits);
    jpeg_calc_output_dimensions(&cinfo);
    if ((size_t)cinfo.output_width * cinfo.output_height * 3 > capacity)
        cjpeg_fail((j_common_ptr)&cinfo, CJPEG_BAD_ARGUMENT);
    jpeg_start_decompress(&cinfo);
    if (cinfo.out_color_space == JCS_CMYK)
        read_cmyk_rows(&cinfo, limits, rgb);
    else
        read_rgb_rows(&cinfo, rgb);
    report(&cinfo, &errors, result);
    bool is_less_than_half = 2 * (uint64_t)result->rows < cinfo.image_height;
    jpeg_destroy_decompress(&cinfo);
    return is_less_than_half ? CJPEG_TRUNCATED : CJPEG_OK;
}
