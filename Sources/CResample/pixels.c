#include "cresample.h"
#include "kernels.h"

#include <stdlib.h>
#include <string.h>

void cresample_grey(const uint8_t *source, size_t pixels, uint8_t *output) {
    for (size_t i = 0; i < pixels; i++, source += 3, output += 3) {
        uint32_t luma = (source[0] * 19595u + source[1] * 38470u + source[2] * 7471u + 0x8000u) >> 16;
        output[0] = output[1] = output[2] = (uint8_t)luma;
    }
}

bool cresample_shrink(const uint8_t *source, int32_t width, int32_t height, int32_t shrink_x,
                      int32_t shrink_y, uint8_t *output) {
    int32_t columns = (width + shrink_x - 1) / shrink_x;
    uint32_t *sums = malloc(sizeof *sums * (size_t)columns * 3);
    if (!sums) return false;
    for (int32_t top = 0; top < height; top += shrink_y) {
        int32_t rows = height - top < shrink_y ? height - top : shrink_y;
        memset(sums, 0, sizeof *sums * (size_t)columns * 3);
        for (int32_t y = 0; y < rows; y++)
            for (int32_t x = 0; x < width; x++, source += 3)
                for (int32_t channel = 0; channel < 3; channel++)
                    sums[x / shrink_x * 3 + channel] += source[channel];
        for (int32_t x = 0; x < columns; x++, output += 3) {
            int32_t block = x + 1 < columns ? shrink_x : width - x * shrink_x;
            uint32_t count = (uint32_t)block * (uint32_t)rows;
            for (int32_t channel = 0; channel < 3; channel++)
                output[channel] = (uint8_t)((sums[x * 3 + channel] + count / 2) / count);
        }
    }
    free(sums);
    return true;
}

/// Steps through the source, in pixels: where output row 0 begins, and how far apart its columns and rows
/// are.
typedef struct {
    ptrdiff_t origin, column, row;
} walk;

static walk walk_of(ptrdiff_t width, ptrdiff_t height, int32_t orientation) {
    ptrdiff_t right = width - 1, bottom = (height - 1) * width;
    switch (orientation) {
    case 2:
        return (walk){right, -1, width};
    case 3:
        return (walk){bottom + right, -1, -width};
    case 4:
        return (walk){bottom, 1, -width};
    case 5:
        return (walk){0, width, 1};
    case 6:
        return (walk){bottom, -width, 1};
    case 7:
        return (walk){bottom + right, -width, -1};
    case 8:
        return (walk){right, width, -1};
    default:
        return (walk){0, 1, width};
    }
}

void cresample_orient(const uint8_t *source, int32_t width, int32_t height, int32_t orientation,
                      uint8_t *output) {
    enum { TILE = 32 }; // output rows and columns done together, so that turned reads stay in the cache
    walk from = walk_of(width, height, orientation);
    ptrdiff_t columns = orientation >= 5 ? height : width, rows = orientation >= 5 ? width : height;
    for (ptrdiff_t top = 0; top < rows; top += TILE)
        for (ptrdiff_t left = 0; left < columns; left += TILE)
            for (ptrdiff_t y = top; y < rows && y < top + TILE; y++) {
                const uint8_t *pixel = source + (from.origin + y * from.row + left * from.column) * 3;
                uint8_t *to = output + (y * columns + left) * 3;
                for (ptrdiff_t x = left; x < columns && x < left + TILE;
                     x++, to += 3, pixel += from.column * 3)
                    memcpy(to, pixel, 3);
            }
}

void cresample_tensor(const uint8_t *source, size_t pixels, const float scale[3], const float offset[3],
                      bool planar, cresample_kernel kernel, float *output) {
// A fused multiply-add would round differently from the wider kernels.
#pragma STDC FP_CONTRACT OFF
    size_t done = 0;
#if defined(__x86_64__)
    if (kernel != CRESAMPLE_PLAIN)
        done = cresample_tensor_avx2(source, pixels, scale, offset, planar, output);
#endif
    for (size_t i = done; i < pixels; i++)
        for (size_t channel = 0; channel < 3; channel++) {
            float scaled = (float)source[i * 3 + channel] * scale[channel];
            output[planar ? channel * pixels + i : i * 3 + channel] = scaled + offset[channel];
        }
}
