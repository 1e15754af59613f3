#include "transform.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEVELS = CCOLOUR_LEVELS,
    OUTPUTS = 16384 // steps of linear light; the darkest is a fifth of a level of sRGB
};

struct ccolour_shaper {
    float linear[3][LEVELS]; // the light of each sample of each channel; 1: white
    float matrix[3][3];      // to sRGB's primaries
    bool hybrid;             // HLG: the light is the scene's
    bool high_range;         // brighter than white too
    uint8_t encoded[OUTPUTS];
};

/// Chromaticities of red, green, blue and white, by their numbers in H.273.
static const double *chromaticities(int primaries) {
    static const double bt709[] = {0.640, 0.330, 0.300, 0.600, 0.150, 0.060, 0.3127, 0.3290};
    static const double bt470bg[] = {0.640, 0.330, 0.290, 0.600, 0.150, 0.060, 0.3127, 0.3290};
    static const double bt601[] = {0.630, 0.340, 0.310, 0.595, 0.155, 0.070, 0.3127, 0.3290};
    static const double bt2020[] = {0.708, 0.292, 0.170, 0.797, 0.131, 0.046, 0.3127, 0.3290};
    static const double displayP3[] = {0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.3127, 0.3290};
    switch (primaries) {
    case 1:
    case 2:
        return bt709; // 2: unspecified
    case 5:
        return bt470bg;
    case 6:
    case 7:
        return bt601;
    case 9:
        return bt2020;
    case 12:
        return displayP3;
    default:
        return NULL;
    }
}

static void invert(double m[3][3], double inverse[3][3]) {
    double determinant = 0;
    for (int i = 0; i < 3; i++)
        determinant +=
            m[0][i] * (m[1][(i + 1) % 3] * m[2][(i + 2) % 3] - m[1][(i + 2) % 3] * m[2][(i + 1) % 3]);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            inverse[j][i] = (m[(i + 1) % 3][(j + 1) % 3] * m[(i + 2) % 3][(j + 2) % 3] -
                             m[(i + 1) % 3][(j + 2) % 3] * m[(i + 2) % 3][(j + 1) % 3]) /
                            determinant;
}

/// RGB to XYZ (SMPTE RP 177): columns are the primaries, each as strong as white needs it.
static void to_xyz(const double xy[8], double matrix[3][3]) {
    double columns[3][3], inverse[3][3];
    for (int c = 0; c < 3; c++) {
        double x = xy[2 * c], y = xy[2 * c + 1];
        columns[0][c] = x / y;
        columns[1][c] = 1;
        columns[2][c] = (1 - x - y) / y;
    }
    double white[3] = {xy[6] / xy[7], 1, (1 - xy[6] - xy[7]) / xy[7]};
    invert(columns, inverse);
    for (int c = 0; c < 3; c++) {
        double strength = 0;
        for (int k = 0; k < 3; k++) strength += inverse[c][k] * white[k];
        for (int row = 0; row < 3; row++) matrix[row][c] = columns[row][c] * strength;
    }
}

static void to_srgb(const double xy[8], float matrix[3][3]) {
    double from[3][3], srgb[3][3], back[3][3];
    to_xyz(xy, from);
    to_xyz(chromaticities(1), srgb);
    invert(srgb, back);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            double sum = 0;
            for (int k = 0; k < 3; k++) sum += back[i][k] * from[k][j];
            matrix[i][j] = (float)sum;
        }
}

/// PQ: BT.2100, table 4; the result in units of 203 cd/m².
static double pq(double v) {
    const double m1 = 2610.0 / 16384, m2 = 2523.0 / 32, c1 = 3424.0 / 4096, c2 = 2413.0 / 128,
                 c3 = 2392.0 / 128;
    double power = pow(v, 1 / m2);
    double numerator = power > c1 ? power - c1 : 0;
    return 10000.0 / 203 * pow(numerator / (c2 - c3 * power), 1 / m1);
}

/// HLG: BT.2100, table 5: the scene's light, 1 at the top.
static double hlg(double v) {
    const double a = 0.17883277, b = 0.28466892, c = 0.55991073;
    return v <= 0.5 ? v * v / 3 : (exp((v - c) / a) + b) / 12;
}

static double srgb(double v) { return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4); }

/// The light of a sample; below 0: unknown transfer function.
static double light(int transfer, double v) {
    switch (transfer) {
    case 1:
    case 2:
    case 6:
    case 13:
    case 14:
    case 15:
        return srgb(v); // those of cameras are looked at as sRGB, as all viewers do
    case 4:
        return pow(v, 2.2);
    case 5:
        return pow(v, 2.8);
    case 8:
        return v;
    case 16:
        return pq(v);
    case 18:
        return hlg(v);
    default:
        return -1;
    }
}

/// A shaper with the curves and the matrix still to be filled; NULL: no memory.
static ccolour_transform *new_shaper(bool wide) {
    ccolour_transform *transform = calloc(1, sizeof *transform);
    struct ccolour_shaper *shaper = calloc(1, sizeof *shaper);
    if (!transform || !shaper) {
        free(transform);
        free(shaper);
        return NULL;
    }
    for (int i = 0; i < OUTPUTS; i++) {
        double v = i / (OUTPUTS - 1.0);
        double level = v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1 / 2.4) - 0.055;
        shaper->encoded[i] = (uint8_t)(level * 255 + 0.5);
    }
    *transform = (ccolour_transform){.space = CCOLOUR_RGB, .wide = wide, .shaper = shaper};
    return transform;
}

ccolour_transform *ccolour_open_cicp(int primaries, int transfer, bool wide) {
    const double *xy = chromaticities(primaries);
    if (!xy || light(transfer, 0.5) < 0) return NULL;
    ccolour_transform *transform = new_shaper(wide);
    if (!transform) return NULL;
    struct ccolour_shaper *shaper = transform->shaper;
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < LEVELS; i++) shaper->linear[c][i] = (float)light(transfer, i / (LEVELS - 1.0));
    to_srgb(xy, shaper->matrix);
    shaper->hybrid = transfer == 18;
    shaper->high_range = transfer == 16 || transfer == 18;
    return transform;
}

ccolour_transform *ccolour_open_matrix(const float curves[3][CCOLOUR_LEVELS], const double xyz[3][3],
                                       bool wide) {
    // From XYZ of D50, which profiles connect by, to sRGB (by Bradford's adaptation).
    static const double srgb_of_xyz[3][3] = {{3.1338561, -1.6168667, -0.4906146},
                                             {-0.9787684, 1.9161415, 0.0334540},
                                             {0.0719453, -0.2289914, 1.4052427}};
    ccolour_transform *transform = new_shaper(wide);
    if (!transform) return NULL;
    memcpy(transform->shaper->linear, curves, sizeof transform->shaper->linear);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            double sum = 0;
            for (int k = 0; k < 3; k++) sum += srgb_of_xyz[i][k] * xyz[k][j];
            transform->shaper->matrix[i][j] = (float)sum;
        }
    return transform;
}

/// The factor that brings a pixel's brightest channel into range: nothing changes up to three quarters of
/// white, what is above fades towards white, which the brightest of usual displays (1,000 cd/m²) reaches.
static float compression(float brightest) {
    const float knee = 0.75f, top = 1000.0f / 203;
    if (brightest <= knee) return 1;
    float x = (brightest - knee) / (1 - knee), end = (top - knee) / (1 - knee);
    float y = x >= end ? 1 : x * (1 + x / (end * end)) / (1 + x);
    return (knee + (1 - knee) * y) / brightest;
}

/// HLG's way from the scene to a display of 1,000 cd/m² (BT.2100, table 5), in units of 203 cd/m².
static void display_hybrid(float light[3]) {
    float luminance = 0.2627f * light[0] + 0.6780f * light[1] + 0.0593f * light[2];
    float factor = luminance > 0 ? 1000.0f / 203 * powf(luminance, 0.2f) : 0;
    for (int c = 0; c < 3; c++) light[c] *= factor;
}

void ccolour_shaper_apply(const struct ccolour_shaper *shaper, const void *pixels, bool wide, uint32_t count,
                          uint8_t *rgb) {
    for (size_t at = 0; at < (size_t)count * 3; at += 3) {
        float light[3], out[3];
        for (size_t c = 0; c < 3; c++) {
            unsigned level =
                wide ? ((const uint16_t *)pixels)[at + c] : ((const uint8_t *)pixels)[at + c] * 257u;
            light[c] = shaper->linear[c][level * (LEVELS - 1u) / 65535u];
        }
        if (shaper->hybrid) display_hybrid(light);
        float factor = 1;
        if (shaper->high_range) factor = compression(fmaxf(light[0], fmaxf(light[1], light[2])));
        for (int c = 0; c < 3; c++)
            out[c] = factor * (shaper->matrix[c][0] * light[0] + shaper->matrix[c][1] * light[1] +
                               shaper->matrix[c][2] * light[2]);
        for (size_t c = 0; c < 3; c++) {
            float v = out[c] > 0 ? (out[c] < 1 ? out[c] : 1) : 0;
            rgb[at + c] = shaper->encoded[(int)(v * (OUTPUTS - 1) + 0.5f)];
        }
    }
}
