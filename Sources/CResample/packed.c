#include "packed.h"

#include "kernels.h"

#include <stdlib.h>

static int32_t most_taps(const cresample_axis *axis) {
    int32_t most = 1;
    for (int32_t x = 0; x < axis->count; x++)
        if (axis->taps[x] > most) most = axis->taps[x];
    return most;
}

/// Coefficient `tap` of position `x`, counted from the input `start` on.
static int32_t moved(const cresample_axis *axis, int32_t x, int32_t start, int32_t tap) {
    int32_t original = tap - (axis->start[x] - start);
    return original >= 0 && original < axis->taps[x]
               ? axis->value[(size_t)x * (size_t)axis->stride + original]
               : 0;
}

static void pack_position(const cresample_axis *axis, int32_t x, int32_t start, int32_t taps, int32_t step,
                          int32_t *pairs) {
    for (int32_t first = 0; first < taps; first += step, pairs += step)
        for (int32_t pair = 0; pair < step / 2; pair++) {
            int32_t a = moved(axis, x, start, first + pair * 2),
                    b = moved(axis, x, start, first + pair * 2 + 1);
            pairs[pair] = cresample_pair(cresample_high(a), cresample_high(b));
            pairs[step / 2 + pair] = cresample_pair(cresample_low(a), cresample_low(b));
        }
}

bool cresample_packed_make(cresample_packed *packed, const cresample_axis *axis, int32_t width,
                           int32_t step) {
    *packed = (cresample_packed){0};
    int32_t steps = (most_taps(axis) + step - 1) / step;
    int32_t taps = steps * step, last_start = width - taps;
    if (last_start < 0) return true;
    packed->starts = malloc(sizeof(int32_t) * (size_t)axis->count);
    packed->pairs = malloc(sizeof(int32_t) * (size_t)axis->count * (size_t)taps);
    if (!packed->starts || !packed->pairs) {
        cresample_packed_free(packed);
        return false;
    }
    for (int32_t x = 0; x < axis->count; x++) {
        packed->starts[x] = axis->start[x] < last_start ? axis->start[x] : last_start;
        pack_position(axis, x, packed->starts[x], taps, step, packed->pairs + (size_t)x * (size_t)taps);
    }
    packed->steps = steps;
    return true;
}

void cresample_packed_free(cresample_packed *packed) {
    free(packed->starts);
    free(packed->pairs);
    *packed = (cresample_packed){0};
}
