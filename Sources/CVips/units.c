#include "units.h"

static uint64_t quotient_up(uint64_t a, uint64_t b) { return (a + b - 1) / b; }

/// Bytes of a unit (TIFF 6.0, section 21, "Ordering of Component Samples").
static uint64_t unit_size(const cvips_samples *samples) {
    return (uint64_t)samples->unit_width * samples->unit_height + 2;
}

bool cvips_units_fit(const cvips_samples *samples, uint32_t width, uint32_t height) {
    uint32_t across = samples->unit_width, down = samples->unit_height;
    return across >= 1 && across <= 4 && down >= 1 && down <= 4 && samples->width > 0 && samples->height > 0 &&
           width == quotient_up(samples->width, across) * unit_size(samples) &&
           height == quotient_up(samples->height, down);
}

void cvips_unpack_units(const cvips_samples *samples, const uint8_t *units, uint8_t *pixels) {
    uint32_t across = samples->unit_width, down = samples->unit_height;
    size_t size = unit_size(samples);
    for (uint32_t y = 0; y < down; y++) {
        const uint8_t *unit = units;
        for (uint32_t x = 0; x < samples->width; unit += size)
            for (uint32_t i = 0; i < across && x < samples->width; i++, x++, pixels += 3) {
                pixels[0] = unit[y * across + i];
                pixels[1] = unit[across * down];
                pixels[2] = unit[across * down + 1];
            }
    }
}
