#include "rows.h"

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

static inline void convert_pixel(const void *row, bool wide, size_t at, const cvips_layout *layout, uint8_t *rgb) {
    switch (layout->colours) {
    case CVIPS_GREY:
        rgb[0] = rgb[1] = rgb[2] = sample(row, wide, at);
        break;
    case CVIPS_RGB:
        for (int channel = 0; channel < 3; channel++) rgb[channel] = sample(row, wide, at + channel);
        break;
    case CVIPS_CMYK: { // Pillow's conversion: no profile, R = (1 - C)(1 - K)
        uint32_t white = 255u - sample(row, wide, at + 3);
        for (int channel = 0; channel < 3; channel++)
            rgb[channel] = (uint8_t)(white - multiply_divide_255(sample(row, wide, at + channel), white));
        break;
    }
    }
    if (layout->alpha_band >= 0) {
        uint8_t alpha = sample(row, wide, at + (size_t)layout->alpha_band);
        for (int channel = 0; channel < 3; channel++) rgb[channel] = over_white(rgb[channel], alpha);
    }
}

void cvips_convert_row(const void *row, const cvips_layout *layout, uint32_t width, uint8_t *rgb) {
    // Two loops, so that each is compiled for one sample size.
    if (layout->wide)
        for (size_t x = 0; x < width; x++) convert_pixel(row, true, x * layout->bands, layout, rgb + 3 * x);
    else
        for (size_t x = 0; x < width; x++) convert_pixel(row, false, x * layout->bands, layout, rgb + 3 * x);
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
