#include "rows.h"

#include <string.h>

/// a * b / 255, rounded: Pillow's MULDIV255.
static inline uint32_t multiply_divide_255(uint32_t a, uint32_t b) {
    uint32_t product = a * b + 128;
    return ((product >> 8) + product) >> 8;
}

static inline uint8_t sample(const void *row, bool wide, size_t index) {
    return wide ? (uint8_t)(((const uint16_t *)row)[index] >> 8) : ((const uint8_t *)row)[index];
}

/// `colour` over white.
static inline uint8_t over_white(uint32_t colour, uint32_t alpha) {
    uint32_t mixed = colour * alpha + 255 * (255 - alpha) + 128;
    return (uint8_t)(((mixed >> 8) + mixed) >> 8);
}

/// The loop over a row. Always inlined into calls with constant arguments, so that each kind of pixel gets a
/// loop of its own.
__attribute__((always_inline)) static inline void convert(const void *row, uint32_t width, size_t bands,
                                                          cvips_colours colours, bool wide,
                                                          int32_t alpha_band, uint8_t *rgb) {
    for (size_t x = 0, at = 0; x < width; x++, at += bands, rgb += 3) {
        uint32_t white = colours == CVIPS_CMYK ? 255u - sample(row, wide, at + 3) : 0;
        uint8_t alpha = alpha_band >= 0 ? sample(row, wide, at + (size_t)alpha_band) : 255;
        for (size_t channel = 0; channel < 3; channel++) {
            uint8_t level = sample(row, wide, colours == CVIPS_GREY ? at : at + channel);
            // Pillow's conversion: no profile, R = (1 - C)(1 - K).
            if (colours == CVIPS_CMYK) level = (uint8_t)(white - multiply_divide_255(level, white));
            rgb[channel] = alpha_band >= 0 ? over_white(level, alpha) : level;
        }
    }
}

void cvips_convert_row(const void *row, const cvips_layout *layout, uint32_t width, uint8_t *rgb) {
    bool plain = !layout->wide && layout->alpha_band < 0;
    if (layout->colours == CVIPS_RGB && plain && layout->bands == 3)
        memcpy(rgb, row, (size_t)width * 3);
    else if (layout->colours == CVIPS_RGB && !layout->wide && layout->alpha_band == 3 && layout->bands == 4)
        convert(row, width, 4, CVIPS_RGB, false, 3, rgb);
    else if (layout->colours == CVIPS_GREY && plain && layout->bands == 1)
        convert(row, width, 1, CVIPS_GREY, false, -1, rgb);
    else if (layout->wide)
        convert(row, width, layout->bands, layout->colours, true, layout->alpha_band, rgb);
    else
        convert(row, width, layout->bands, layout->colours, false, layout->alpha_band, rgb);
}

void cvips_lay_over_white(const void *row, const cvips_layout *layout, uint32_t width, uint8_t *rgb) {
    for (size_t x = 0, at = (size_t)layout->alpha_band; x < width; x++, at += layout->bands, rgb += 3)
        for (int channel = 0; channel < 3; channel++)
            rgb[channel] = over_white(rgb[channel], sample(row, layout->wide, at));
}

void cvips_add_row(const uint8_t *rgb, uint32_t width, uint32_t shrink, uint32_t *sums) {
    for (uint32_t x = 0; x < width; sums += 3) {
        uint32_t end = width - x < shrink ? width : x + shrink;
        for (; x < end; x++, rgb += 3)
            for (int channel = 0; channel < 3; channel++) sums[channel] += rgb[channel];
    }
}

void cvips_divide_row(uint32_t *sums, uint32_t width, uint32_t shrink, uint32_t rows, uint8_t *rgb) {
    for (uint32_t x = 0; x < width; sums += 3, rgb += 3) {
        uint32_t columns = width - x < shrink ? width - x : shrink;
        uint32_t count = columns * rows;
        for (int channel = 0; channel < 3; channel++) {
            rgb[channel] = (uint8_t)((sums[channel] + count / 2) / count);
            sums[channel] = 0;
        }
        x += columns;
    }
}
