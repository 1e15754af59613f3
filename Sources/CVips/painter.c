#include "painter.h"
#include "samples.h"

#include <math.h>
#include <stdlib.h>

static bool needs_arithmetic(cvips_colours colours) {
    return colours == CVIPS_YCBCR || colours == CVIPS_CIELAB || colours == CVIPS_ICCLAB;
}

/// Whether 8 bits, or the upper 8 of 16, are the levels as they are.
static bool are_levels(const cvips_samples *samples) {
    if (needs_arithmetic(samples->colours)) return true;
    return samples->number == CVIPS_U8 && samples->low == 0 && samples->high == UINT8_MAX;
}

bool cvips_painter_start(cvips_painter *painter, const cvips_options *options, cvips_layout layout,
                         uint32_t width) {
    const cvips_samples *samples = options->samples;
    *painter = (cvips_painter){
        .options = options, .layout = layout, .width = width, .range = {.low = INFINITY, .high = -INFINITY}};
    cvips_layout *of = &painter->layout;
    bool has_levels = samples && !are_levels(samples);
    if (samples) {
        of->colours = samples->colours;
        of->alpha_band = options->drop_alpha && !samples->premultiplied ? -1 : samples->alpha_band;
        of->wide = has_levels || samples->number == CVIPS_U16;
        if (has_levels && samples->number == CVIPS_F64) of->bands /= 2;
    }
    bool is_premultiplied = samples && samples->premultiplied && of->alpha_band >= 0;
    painter->is_plain = !options->converter && !is_premultiplied && !needs_arithmetic(of->colours);
    if (has_levels && !(painter->levels = malloc((size_t)width * of->bands * sizeof(uint16_t)))) return false;
    // Four samples of two bytes at most.
    return painter->is_plain || (painter->packed = malloc((size_t)width * 8));
}

void cvips_painter_end(cvips_painter *painter) {
    free(painter->levels);
    free(painter->packed);
}

/// The colour that became `premultiplied` by an alpha of `alpha` of `full`.
static uint32_t divided(uint32_t premultiplied, uint32_t alpha, uint32_t full) {
    if (alpha == 0) return 0;
    uint64_t value = ((uint64_t)premultiplied * full + alpha / 2) / alpha;
    return value > full ? full : (uint32_t)value;
}

/// The colours of a row without its other samples, `bands` of them a pixel (grey is repeated), of 16 bits if
/// `wide`.
static void pack(const cvips_layout *layout, const void *row, uint32_t width, bool premultiplied,
                 uint32_t bands, bool wide, void *packed) {
    uint32_t full = layout->wide ? UINT16_MAX : UINT8_MAX;
    for (size_t x = 0, at = 0, to = 0; x < width; x++, at += layout->bands) {
        const uint16_t *wide_pixel = (const uint16_t *)row + at;
        const uint8_t *pixel = (const uint8_t *)row + at;
        for (size_t band = 0; band < bands; band++, to++) {
            size_t from = layout->colours == CVIPS_GREY ? 0 : band;
            uint32_t value = layout->wide ? wide_pixel[from] : pixel[from];
            if (premultiplied) {
                size_t alpha_band = (size_t)layout->alpha_band;
                value = divided(value, layout->wide ? wide_pixel[alpha_band] : pixel[alpha_band], full);
            }
            if (wide)
                ((uint16_t *)packed)[to] = (uint16_t)(layout->wide ? value : value * 257);
            else
                ((uint8_t *)packed)[to] = (uint8_t)(layout->wide ? value >> 8 : value);
        }
    }
}

/// Colours without alpha, in sRGB.
static void paint_colours(const cvips_painter *painter, const void *row, uint8_t *rgb) {
    const cvips_options *options = painter->options;
    const cvips_layout *layout = &painter->layout;
    if (needs_arithmetic(layout->colours)) {
        cvips_colour_row(options->samples, row, layout->bands, painter->width, rgb);
        if (options->converter) options->converter(options->context, rgb, painter->width, rgb);
        return;
    }
    bool premultiplied = options->samples && options->samples->premultiplied && layout->alpha_band >= 0;
    if (options->converter) {
        pack(layout, row, painter->width, premultiplied, options->converter_bands, options->converts_wide,
             painter->packed);
        options->converter(options->context, painter->packed, painter->width, rgb);
        return;
    }
    uint32_t bands = cvips_colour_bands(layout->colours);
    pack(layout, row, painter->width, premultiplied, bands, false, painter->packed);
    cvips_layout packed = {.colours = layout->colours, .bands = bands, .alpha_band = -1};
    cvips_convert_row(painter->packed, &packed, painter->width, rgb);
}

void cvips_paint_row(cvips_painter *painter, const void *row, uint8_t *rgb) {
    const cvips_options *options = painter->options;
    const cvips_layout *layout = &painter->layout;
    if (painter->levels) {
        uint32_t bands = layout->bands * (options->samples->number == CVIPS_F64 ? 2 : 1);
        cvips_level_row(options->samples, row, bands, painter->width, painter->levels, &painter->range);
        row = painter->levels;
    }
    if (painter->is_plain) {
        cvips_convert_row(row, layout, painter->width, rgb);
        return;
    }
    paint_colours(painter, row, rgb);
    if (layout->alpha_band >= 0 && !options->drop_alpha)
        cvips_lay_over_white(row, layout, painter->width, rgb);
}
