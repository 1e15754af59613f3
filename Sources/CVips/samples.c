#include "samples.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

uint32_t cvips_colour_bands(cvips_colours colours) {
    switch (colours) {
    case CVIPS_GREY:
        return 1;
    case CVIPS_CMYK:
        return 4;
    default:
        return 3;
    }
}

/// An IEEE 754 number of 16 bits.
static double half(uint16_t bits) {
    int exponent = bits >> 10 & 31;
    double fraction = bits & 1023;
    double value = exponent == 0    ? ldexp(fraction, -24)
                   : exponent == 31 ? (fraction > 0 ? NAN : INFINITY)
                                    : ldexp(fraction + 1024, exponent - 25);
    return bits & 0x8000 ? -value : value;
}

static double twice_32(const uint32_t *words, bool high_word_first) {
    uint64_t bits =
        high_word_first ? (uint64_t)words[0] << 32 | words[1] : (uint64_t)words[1] << 32 | words[0];
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/// Always inlined into a switch, so that each kind of number gets a loop of its own.
__attribute__((always_inline)) static inline double number(cvips_number kind, const void *row, size_t index,
                                                           bool high_word_first) {
    switch (kind) {
    case CVIPS_U8:
        return ((const uint8_t *)row)[index];
    case CVIPS_I8:
        return ((const int8_t *)row)[index];
    case CVIPS_U16:
        return ((const uint16_t *)row)[index];
    case CVIPS_I16:
        return ((const int16_t *)row)[index];
    case CVIPS_U32:
        return ((const uint32_t *)row)[index];
    case CVIPS_I32:
        return ((const int32_t *)row)[index];
    case CVIPS_F16:
        return half(((const uint16_t *)row)[index]);
    case CVIPS_F32:
        return (double)((const float *)row)[index];
    case CVIPS_F64:
        return twice_32((const uint32_t *)row + 2 * index, high_word_first);
    }
    return 0;
}

/// What full alpha is.
static double full(cvips_number kind) {
    switch (kind) {
    case CVIPS_U8:
        return UINT8_MAX;
    case CVIPS_I8:
        return INT8_MAX;
    case CVIPS_U16:
        return UINT16_MAX;
    case CVIPS_I16:
        return INT16_MAX;
    case CVIPS_U32:
        return UINT32_MAX;
    case CVIPS_I32:
        return INT32_MAX;
    default:
        return 1;
    }
}

/// `value` on 0...65535; what is no number is 0.
static inline uint16_t level(double value, double low, double factor) {
    double scaled = (value - low) * factor;
    return scaled >= 65535 ? 65535 : scaled > 0 ? (uint16_t)(scaled + 0.5) : 0;
}

/// Numbers this large stand for "none" in files of maps (the least and the greatest float).
static const double LARGEST = 1e37;

__attribute__((always_inline)) static inline void level_row(cvips_number kind, const cvips_samples *samples,
                                                            const void *row, size_t bands, uint32_t width,
                                                            uint16_t *levels, cvips_range *range) {
    size_t colours = cvips_colour_bands(samples->colours);
    double low = samples->low, factor = 65535 / (samples->high - samples->low), alpha = 65535 / full(kind);
    double least = range->low, most = range->high;
    for (size_t x = 0, at = 0; x < width; x++)
        for (size_t band = 0; band < bands; band++, at++) {
            double value = number(kind, row, at, samples->high_word_first);
            if (band >= colours) {
                levels[at] = level(value, 0, alpha);
                continue;
            }
            bool counts = fabs(value) < LARGEST && value != samples->hole;
            levels[at] = counts ? level(value, low, factor) : 0;
            if (counts && value < least) least = value;
            if (counts && value > most) most = value;
        }
    range->low = least;
    range->high = most;
}

void cvips_level_row(const cvips_samples *samples, const void *row, uint32_t bands, uint32_t width,
                     uint16_t *levels, cvips_range *range) {
#define CASE(KIND, BANDS)                                                                                    \
    case KIND:                                                                                               \
        level_row(KIND, samples, row, BANDS, width, levels, range);                                          \
        break
    switch (samples->number) {
        CASE(CVIPS_U8, bands);
        CASE(CVIPS_I8, bands);
        CASE(CVIPS_U16, bands);
        CASE(CVIPS_I16, bands);
        CASE(CVIPS_U32, bands);
        CASE(CVIPS_I32, bands);
        CASE(CVIPS_F16, bands);
        CASE(CVIPS_F32, bands);
        CASE(CVIPS_F64, bands / 2);
    }
#undef CASE
}

static uint8_t byte(float value) { return value >= 255 ? 255 : value > 0 ? (uint8_t)(value + 0.5f) : 0; }

/// TIFF 6.0, section 21.
static void ycbcr(const cvips_samples *samples, const uint8_t *pixel, uint8_t *rgb) {
    float c[3];
    for (int i = 0; i < 3; i++) {
        float low = samples->reference[2 * i], high = samples->reference[2 * i + 1];
        c[i] = ((float)pixel[i] - low) * (i == 0 ? 255.0f : 127.0f) / (high - low);
    }
    const float *luma = samples->luma;
    float red = c[2] * (2 - 2 * luma[0]) + c[0], blue = c[1] * (2 - 2 * luma[2]) + c[0];
    rgb[0] = byte(red);
    rgb[1] = byte((c[0] - luma[2] * blue - luma[0] * red) / luma[1]);
    rgb[2] = byte(blue);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static uint8_t encoded[8192]; // sRGB of linear light; written under `once` only

static void fill_encoded(void) {
    for (int i = 0; i < 8192; i++) {
        double v = i / 8191.0;
        encoded[i] = (uint8_t)(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1 / 2.4) - 0.055) + 0.5);
    }
}

static uint8_t encode(float v) { return encoded[v >= 1 ? 8191 : v > 0 ? (int)(v * 8191 + 0.5f) : 0]; }

static float cube_or_line(float t) { return t > 6.0f / 29 ? t * t * t : (t - 4.0f / 29) * (3 * 36.0f / 841); }

/// CIE L*a*b* of D50, as files have it, to sRGB (by Bradford's adaptation).
static void lab(float l, float a, float b, uint8_t *rgb) {
    float fy = (l + 16) / 116;
    float x = 0.96422f * cube_or_line(fy + a / 500), y = cube_or_line(fy),
          z = 0.82521f * cube_or_line(fy - b / 200);
    rgb[0] = encode(3.1338561f * x - 1.6168667f * y - 0.4906146f * z);
    rgb[1] = encode(-0.9787684f * x + 1.9161415f * y + 0.0334540f * z);
    rgb[2] = encode(0.0719453f * x - 0.2289914f * y + 1.4052427f * z);
}

static void lab8(bool is_signed, const uint8_t *p, uint8_t *rgb) {
    float a = is_signed ? (float)(int8_t)p[1] : p[1] - 128.0f,
          b = is_signed ? (float)(int8_t)p[2] : p[2] - 128.0f;
    lab(p[0] / 2.55f, a, b, rgb);
}

/// The offset encoding of 16 bits ends at 0xFF00 (ICC.1, version 2).
static void lab16(bool is_signed, const uint16_t *p, uint8_t *rgb) {
    float a = is_signed ? (float)(int16_t)p[1] : p[1] - 32768.0f,
          b = is_signed ? (float)(int16_t)p[2] : p[2] - 32768.0f;
    lab((float)p[0] / (is_signed ? 655.35f : 652.8f), a / 256, b / 256, rgb);
}

void cvips_colour_row(const cvips_samples *samples, const void *row, uint32_t bands, uint32_t width,
                      uint8_t *rgb) {
    pthread_once(&once, fill_encoded);
    bool is_signed = samples->colours == CVIPS_CIELAB;
    for (size_t x = 0, at = 0; x < width; x++, at += bands, rgb += 3) {
        if (samples->colours == CVIPS_YCBCR)
            ycbcr(samples, (const uint8_t *)row + at, rgb);
        else if (samples->number == CVIPS_U16)
            lab16(is_signed, (const uint16_t *)row + at, rgb);
        else
            lab8(is_signed, (const uint8_t *)row + at, rgb);
    }
}
