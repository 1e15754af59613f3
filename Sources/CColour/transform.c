#include "transform.h"

#include <lcms2.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static cmsColorSpaceSignature signature_of(ccolour_space space) {
    switch (space) {
    case CCOLOUR_GREY:
        return cmsSigGrayData;
    case CCOLOUR_RGB:
        return cmsSigRgbData;
    case CCOLOUR_CMYK:
        return cmsSigCmykData;
    }
    return cmsSigRgbData;
}

static cmsUInt32Number format_of(ccolour_space space, bool wide) {
    switch (space) {
    case CCOLOUR_GREY:
        return wide ? TYPE_GRAY_16 : TYPE_GRAY_8;
    case CCOLOUR_RGB:
        return wide ? TYPE_RGB_16 : TYPE_RGB_8;
    case CCOLOUR_CMYK:
        return wide ? TYPE_CMYK_16 : TYPE_CMYK_8;
    }
    return TYPE_RGB_8;
}

/// Profiles of devices and of spaces turn colours to a connection space; links and named colours do not.
static bool is_for_pictures(cmsHPROFILE profile, ccolour_space space) {
    cmsProfileClassSignature kind = cmsGetDeviceClass(profile);
    bool fits = kind == cmsSigDisplayClass || kind == cmsSigInputClass || kind == cmsSigOutputClass ||
                kind == cmsSigColorSpaceClass;
    return fits && cmsGetColorSpace(profile) == signature_of(space);
}

static ccolour_transform *link_to_srgb(cmsHPROFILE profile, ccolour_space space, bool wide) {
    cmsHPROFILE srgb = cmsCreate_sRGBProfile();
    if (!srgb) return NULL;
    // Without its cache of the last pixel a transform may be used by many threads at once.
    cmsUInt32Number flags = cmsFLAGS_NOCACHE | cmsFLAGS_BLACKPOINTCOMPENSATION;
    cmsHTRANSFORM link = cmsCreateTransform(profile, format_of(space, wide), srgb, TYPE_RGB_8,
                                            INTENT_RELATIVE_COLORIMETRIC, flags);
    cmsCloseProfile(srgb);
    if (!link) return NULL;
    ccolour_transform *transform = calloc(1, sizeof *transform);
    if (!transform) {
        cmsDeleteTransform(link);
        return NULL;
    }
    *transform = (ccolour_transform){.space = space, .wide = wide, .link = link};
    return transform;
}

/// The curves and the matrix of a profile that consists of them. NULL: it does not, or there is no memory.
///
/// Little CMS is exact and fast with such profiles for 8 bits only: 16 it takes through a coarse table.
static ccolour_transform *matrix_to_srgb(cmsHPROFILE profile) {
    static const cmsTagSignature curve_tags[] = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
    static const cmsTagSignature colour_tags[] = {cmsSigRedColorantTag, cmsSigGreenColorantTag,
                                                  cmsSigBlueColorantTag};
    if (!cmsIsMatrixShaper(profile) || cmsIsTag(profile, cmsSigAToB0Tag)) return NULL;
    float(*curves)[CCOLOUR_LEVELS] = malloc(sizeof(float[3][CCOLOUR_LEVELS]));
    double xyz[3][3];
    bool is_whole = curves != NULL;
    for (int c = 0; is_whole && c < 3; c++) {
        const cmsToneCurve *curve = cmsReadTag(profile, curve_tags[c]);
        const cmsCIEXYZ *colour = cmsReadTag(profile, colour_tags[c]);
        is_whole = curve && colour;
        if (!is_whole) break;
        xyz[0][c] = colour->X, xyz[1][c] = colour->Y, xyz[2][c] = colour->Z;
        for (int i = 0; i < CCOLOUR_LEVELS; i++)
            curves[c][i] = cmsEvalToneCurveFloat(curve, (float)i / (CCOLOUR_LEVELS - 1));
    }
    ccolour_transform *transform = is_whole ? ccolour_open_matrix(curves, xyz, true) : NULL;
    free(curves);
    return transform;
}

ccolour_transform *ccolour_open_profile(const uint8_t *bytes, size_t count, ccolour_space space, bool wide) {
    if (count > UINT32_MAX) return NULL;
    cmsHPROFILE profile = cmsOpenProfileFromMem(bytes, (cmsUInt32Number)count);
    if (!profile) return NULL;
    ccolour_transform *transform = NULL;
    if (is_for_pictures(profile, space)) {
        if (wide && space == CCOLOUR_RGB) transform = matrix_to_srgb(profile);
        if (!transform) transform = link_to_srgb(profile, space, wide);
    }
    cmsCloseProfile(profile);
    return transform;
}

void ccolour_close(ccolour_transform *transform) {
    if (transform->link) cmsDeleteTransform(transform->link);
    free(transform->shaper);
    free(transform);
}

void ccolour_apply(const void *opaque, const void *pixels, uint32_t count, uint8_t *rgb) {
    const ccolour_transform *transform = opaque;
    if (transform->link)
        cmsDoTransform(transform->link, pixels, rgb, count);
    else
        ccolour_shaper_apply(transform->shaper, pixels, transform->wide, count, rgb);
}

/// Sets sample `index` of a row of either width to `level` of 255.
static void put(void *row, bool wide, size_t index, unsigned level) {
    if (wide)
        ((uint16_t *)row)[index] = (uint16_t)(level * 257);
    else
        ((uint8_t *)row)[index] = (uint8_t)level;
}

bool ccolour_is_identity(const ccolour_transform *transform, int tolerance) {
    enum { SIDE = 8, COUNT = SIDE * SIDE * SIDE };
    if (transform->space == CCOLOUR_CMYK) return false;
    uint16_t row[COUNT * 3];
    uint8_t rgb[COUNT * 3];
    unsigned count = transform->space == CCOLOUR_GREY ? 256 : COUNT;
    for (unsigned i = 0; i < count; i++) {
        if (transform->space == CCOLOUR_GREY) {
            put(row, transform->wide, i, i);
            continue;
        }
        unsigned levels[3] = {i % SIDE, i / SIDE % SIDE, i / SIDE / SIDE};
        for (size_t c = 0; c < 3; c++) put(row, transform->wide, i * 3 + c, levels[c] * 255 / (SIDE - 1));
    }
    ccolour_apply(transform, row, count, rgb);
    for (unsigned i = 0; i < count * 3; i++) {
        size_t at = transform->space == CCOLOUR_GREY ? i / 3 : i;
        int level = transform->wide ? row[at] >> 8 : ((uint8_t *)row)[at];
        if (abs(level - rgb[i]) > tolerance) return false;
    }
    return true;
}

size_t ccolour_inflate(const uint8_t *packed, size_t count, uint8_t *bytes, size_t capacity) {
    uLongf size = capacity;
    return uncompress(bytes, &size, packed, count) == Z_OK ? size : 0;
}
