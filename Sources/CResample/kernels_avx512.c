// AVX-512 with byte permutations (VBMI): as the AVX2 kernels, with twice the width.

#include "kernels.h"
#include "packed.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi")))

enum { STEP = 8 }; // taps of a horizontal step: 24 bytes

/// Where the 24 bytes of eight pixels go: one 128-bit lane of words for each channel, the fourth empty.
AVX512 static inline __m512i spread_order(void) {
    uint8_t order[64] = {0};
    for (int channel = 0; channel < 3; channel++)
        for (int pixel = 0; pixel < 8; pixel++)
            order[channel * 16 + pixel * 2] = (uint8_t)(pixel * 3 + channel);
    return _mm512_loadu_si512(order);
}

/// One output pixel of one row, as unfinished sums: four r, four g, four b, four zeros.
AVX512 static inline __m512i sum_taps(const uint8_t *pixels, const int32_t *pairs, int32_t steps,
                                      __m512i order) {
    const __mmask64 low_bytes = 0x0000555555555555; // of the words of three lanes
    __m512i high = _mm512_setzero_si512(), low = high;
    for (int32_t step = 0; step < steps; step++, pixels += 3 * STEP, pairs += STEP) {
        __m512i bytes = _mm512_maskz_loadu_epi8(0xFFFFFF, pixels); // touches these 24 bytes only
        __m512i words = _mm512_maskz_permutexvar_epi8(low_bytes, order, bytes);
        __m512i high_pairs = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)pairs));
        __m512i low_pairs = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(pairs + STEP / 2)));
        high = _mm512_add_epi32(high, _mm512_madd_epi16(words, high_pairs));
        low = _mm512_add_epi32(low, _mm512_madd_epi16(words, low_pairs));
    }
    return _mm512_add_epi32(_mm512_slli_epi32(high, LOW_BITS), low);
}

AVX512 static inline __m512i add_neighbours(__m512i a, __m512i b) {
    return _mm512_add_epi32(_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
}

/// Four rows' sums to four dwords of r g b 0.
AVX512 static inline __m128i finish(const __m512i sums[4]) {
    __m512i rows01 = add_neighbours(sums[0], sums[1]), rows23 = add_neighbours(sums[2], sums[3]);
    __m512i rows =
        _mm512_add_epi32(_mm512_unpacklo_epi64(rows01, rows23), _mm512_unpackhi_epi64(rows01, rows23));
    rows = _mm512_add_epi32(rows, _mm512_set1_epi32(1 << (PRECISION_BITS - 1)));
    rows = _mm512_max_epi32(_mm512_srai_epi32(rows, PRECISION_BITS), _mm512_setzero_si512());
    __m128i channels = _mm512_cvtusepi32_epi8(rows); // r of rows 0...3, then g, then b, then zeros
    return _mm_shuffle_epi8(channels, _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
}

AVX512 static void four_rows(const uint8_t *const input[4], uint8_t *const output[4],
                             const cresample_packed *packed, int32_t count) {
    const __m512i order = spread_order();
    const int32_t *pairs = packed->pairs;
    for (int32_t x = 0; x < count; x++, pairs += packed->steps * STEP) {
        __m512i sums[4];
        for (int row = 0; row < 4; row++)
            sums[row] = sum_taps(input[row] + (size_t)packed->starts[x] * 3, pairs, packed->steps, order);
        uint32_t pixels[4];
        _mm_storeu_si128((__m128i *)pixels, finish(sums));
        // Three bytes and no more: a fourth would fall on the next row.
        for (int row = 0; row < 4; row++) {
            uint8_t *to = output[row] + (size_t)x * 3;
            uint16_t two = (uint16_t)pixels[row];
            memcpy(to, &two, 2);
            to[2] = (uint8_t)(pixels[row] >> 16);
        }
    }
}

bool cresample_horizontal_avx512(const uint8_t *source, int32_t width, int32_t rows,
                                 const cresample_axis *axis, uint8_t *output) {
    cresample_packed packed;
    if (!cresample_packed_make(&packed, axis, width, STEP)) return false;
    if (packed.steps == 0) return cresample_horizontal_avx2(source, width, rows, axis, output);
    for (int32_t y = 0; y < rows; y += 4) {
        const uint8_t *input[4];
        uint8_t *to[4];
        for (int32_t i = 0; i < 4; i++) { // past the end, the last row again
            size_t row = (size_t)(y + i < rows ? y + i : rows - 1);
            input[i] = source + row * (size_t)width * 3;
            to[i] = output + row * (size_t)axis->count * 3;
        }
        four_rows(input, to, &packed, axis->count);
    }
    cresample_packed_free(&packed);
    return true;
}

/// Adds two rows' 64 bytes, times a pair of coefficients, to eight registers of sums (high halves, low
/// halves).
AVX512 static inline void add_pair(__m512i a, __m512i b, __m512i high, __m512i low, __m512i sums[8]) {
    const __m512i zero = _mm512_setzero_si512();
    __m512i first = _mm512_unpacklo_epi8(a, b), second = _mm512_unpackhi_epi8(a, b);
    __m512i words[4] = {_mm512_unpacklo_epi8(first, zero), _mm512_unpackhi_epi8(first, zero),
                        _mm512_unpacklo_epi8(second, zero), _mm512_unpackhi_epi8(second, zero)};
    for (int i = 0; i < 4; i++) {
        sums[i] = _mm512_add_epi32(sums[i], _mm512_madd_epi16(words[i], high));
        sums[4 + i] = _mm512_add_epi32(sums[4 + i], _mm512_madd_epi16(words[i], low));
    }
}

AVX512 void cresample_vertical_avx512(const uint8_t *source, size_t bytes, const int32_t *value, int32_t taps,
                                      uint8_t *output) {
    for (size_t i = 0; i < bytes; i += 64) {
        __mmask64 mask = bytes - i >= 64 ? ~0ULL : (1ULL << (bytes - i)) - 1;
        __m512i sums[8];
        for (int part = 0; part < 4; part++) {
            sums[part] = _mm512_setzero_si512();
            sums[4 + part] = _mm512_set1_epi32(1 << (PRECISION_BITS - 1));
        }
        const uint8_t *row = source + i;
        for (int32_t tap = 0; tap < taps; tap += 2, row += 2 * bytes) {
            bool two = tap + 1 < taps;
            int32_t next = two ? value[tap + 1] : 0;
            __m512i high =
                _mm512_set1_epi32(cresample_pair(cresample_high(value[tap]), cresample_high(next)));
            __m512i low = _mm512_set1_epi32(cresample_pair(cresample_low(value[tap]), cresample_low(next)));
            __m512i a = _mm512_maskz_loadu_epi8(mask, row);
            __m512i b = two ? _mm512_maskz_loadu_epi8(mask, row + bytes) : a;
            add_pair(a, b, high, low, sums);
        }
        for (int part = 0; part < 4; part++) {
            __m512i sum = _mm512_add_epi32(_mm512_slli_epi32(sums[part], LOW_BITS), sums[4 + part]);
            sums[part] = _mm512_srai_epi32(sum, PRECISION_BITS);
        }
        __m512i result =
            _mm512_packus_epi16(_mm512_packs_epi32(sums[0], sums[1]), _mm512_packs_epi32(sums[2], sums[3]));
        _mm512_mask_storeu_epi8(output + i, mask, result);
    }
}

#endif
