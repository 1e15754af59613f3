#include "kernels.h"

bool cresample_horizontal_plain(const uint8_t *source, int32_t width, int32_t rows,
                                const cresample_axis *axis, uint8_t *output) {
    for (int32_t y = 0; y < rows; y++) {
        const uint8_t *row = source + (size_t)y * (size_t)width * 3;
        for (int32_t x = 0; x < axis->count; x++, output += 3) {
            const uint8_t *pixel = row + (size_t)axis->start[x] * 3;
            const int32_t *value = axis->value + (size_t)x * (size_t)axis->stride;
            int32_t red = 1 << (PRECISION_BITS - 1), green = red, blue = red;
            for (int32_t tap = 0; tap < axis->taps[x]; tap++, pixel += 3) {
                red += pixel[0] * value[tap];
                green += pixel[1] * value[tap];
                blue += pixel[2] * value[tap];
            }
            output[0] = cresample_clip(red);
            output[1] = cresample_clip(green);
            output[2] = cresample_clip(blue);
        }
    }
    return true;
}

void cresample_vertical_plain(const uint8_t *source, size_t bytes, const int32_t *value, int32_t taps,
                              uint8_t *output) {
    for (size_t i = 0; i < bytes; i++) {
        int32_t sum = 1 << (PRECISION_BITS - 1);
        for (int32_t tap = 0; tap < taps; tap++) sum += source[i + (size_t)tap * bytes] * value[tap];
        output[i] = cresample_clip(sum);
    }
}
