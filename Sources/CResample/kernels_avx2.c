// AVX2: products of 16-bit halves (vpmaddwd), exact, two taps an instruction.

#include "kernels.h"
#include "packed.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define AVX2 __attribute__((target("avx2")))

enum { STEP = 4 }; // taps of a horizontal step: 12 bytes

/// Four pixels as words: r0 r1 r2 r3 g0 g1 g2 g3 | b0 b1 b2 b3 and zeros. Reads 12 bytes.
AVX2 static inline __m256i spread(const uint8_t *pixels) {
    const __m256i order = _mm256_setr_epi8(0, -1, 3, -1, 6, -1, 9, -1, 1, -1, 4, -1, 7, -1, 10, -1, 2, -1, 5,
                                           -1, 8, -1, 11, -1, -1, -1, -1, -1, -1, -1, -1, -1);
    __m128i bytes = _mm_maskload_epi32((const int *)pixels, _mm_setr_epi32(-1, -1, -1, 0));
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(bytes), order);
}

/// One output pixel of one row, as unfinished sums: r r g g | b b 0 0.
AVX2 static inline __m256i sum_taps(const uint8_t *pixels, const int32_t *pairs, int32_t steps) {
    __m256i high = _mm256_setzero_si256(), low = high;
    for (int32_t step = 0; step < steps; step++, pixels += 3 * STEP, pairs += STEP) {
        __m256i words = spread(pixels);
        long long high_pairs, low_pairs;
        memcpy(&high_pairs, pairs, sizeof high_pairs);
        memcpy(&low_pairs, pairs + STEP / 2, sizeof low_pairs);
        high = _mm256_add_epi32(high, _mm256_madd_epi16(words, _mm256_set1_epi64x(high_pairs)));
        low = _mm256_add_epi32(low, _mm256_madd_epi16(words, _mm256_set1_epi64x(low_pairs)));
    }
    return _mm256_add_epi32(_mm256_slli_epi32(high, LOW_BITS), low);
}

/// Four rows' sums to four dwords of r g b 0.
AVX2 static inline __m128i finish(const __m256i sums[4]) {
    const __m256i half = _mm256_set1_epi32(1 << (PRECISION_BITS - 1));
    __m256i rows01 =
        _mm256_srai_epi32(_mm256_add_epi32(_mm256_hadd_epi32(sums[0], sums[1]), half), PRECISION_BITS);
    __m256i rows23 =
        _mm256_srai_epi32(_mm256_add_epi32(_mm256_hadd_epi32(sums[2], sums[3]), half), PRECISION_BITS);
    __m256i words = _mm256_packs_epi32(rows01, rows23);
    __m256i bytes = _mm256_packus_epi16(words, words); // r g of rows 0...3 | b 0 of rows 0...3
    return _mm_unpacklo_epi16(_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1));
}

AVX2 static void four_rows(const uint8_t *const input[4], uint8_t *const output[4],
                           const cresample_packed *packed, int32_t count) {
    const int32_t *pairs = packed->pairs;
    for (int32_t x = 0; x < count; x++, pairs += packed->steps * STEP) {
        __m256i sums[4];
        for (int row = 0; row < 4; row++)
            sums[row] = sum_taps(input[row] + (size_t)packed->starts[x] * 3, pairs, packed->steps);
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

bool cresample_horizontal_avx2(const uint8_t *source, int32_t width, int32_t rows, const cresample_axis *axis,
                               uint8_t *output) {
    cresample_packed packed;
    if (!cresample_packed_make(&packed, axis, width, STEP)) return false;
    if (packed.steps == 0) return cresample_horizontal_plain(source, width, rows, axis, output);
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

/// Adds two rows' 32 bytes, times a pair of coefficients, to eight registers of sums (high halves, low
/// halves).
AVX2 static inline void add_pair(__m256i a, __m256i b, __m256i high, __m256i low, __m256i sums[8]) {
    const __m256i zero = _mm256_setzero_si256();
    __m256i first = _mm256_unpacklo_epi8(a, b), second = _mm256_unpackhi_epi8(a, b);
    __m256i words[4] = {_mm256_unpacklo_epi8(first, zero), _mm256_unpackhi_epi8(first, zero),
                        _mm256_unpacklo_epi8(second, zero), _mm256_unpackhi_epi8(second, zero)};
    for (int i = 0; i < 4; i++) {
        sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(words[i], high));
        sums[4 + i] = _mm256_add_epi32(sums[4 + i], _mm256_madd_epi16(words[i], low));
    }
}

AVX2 static inline void vertical_32(const uint8_t *source, size_t bytes, const int32_t *value, int32_t taps,
                                    uint8_t *output) {
    __m256i sums[8];
    for (int i = 0; i < 4; i++) {
        sums[i] = _mm256_setzero_si256();
        sums[4 + i] = _mm256_set1_epi32(1 << (PRECISION_BITS - 1));
    }
    for (int32_t tap = 0; tap < taps; tap += 2, source += 2 * bytes) {
        bool two = tap + 1 < taps;
        int32_t next = two ? value[tap + 1] : 0;
        __m256i high = _mm256_set1_epi32(cresample_pair(cresample_high(value[tap]), cresample_high(next)));
        __m256i low = _mm256_set1_epi32(cresample_pair(cresample_low(value[tap]), cresample_low(next)));
        __m256i a = _mm256_loadu_si256((const __m256i *)source);
        __m256i b = two ? _mm256_loadu_si256((const __m256i *)(source + bytes)) : a;
        add_pair(a, b, high, low, sums);
    }
    for (int i = 0; i < 4; i++)
        sums[i] = _mm256_srai_epi32(_mm256_add_epi32(_mm256_slli_epi32(sums[i], LOW_BITS), sums[4 + i]),
                                    PRECISION_BITS);
    __m256i result =
        _mm256_packus_epi16(_mm256_packs_epi32(sums[0], sums[1]), _mm256_packs_epi32(sums[2], sums[3]));
    _mm256_storeu_si256((__m256i *)output, result);
}

AVX2 void cresample_vertical_avx2(const uint8_t *source, size_t bytes, const int32_t *value, int32_t taps,
                                  uint8_t *output) {
    if (bytes < 32) {
        cresample_vertical_plain(source, bytes, value, taps, output);
        return;
    }
    for (size_t i = 0; i + 32 <= bytes; i += 32) vertical_32(source + i, bytes, value, taps, output + i);
    // The rest, by going over some of the last whole block again.
    if (bytes % 32) vertical_32(source + bytes - 32, bytes, value, taps, output + bytes - 32);
}

AVX2 static inline __m256 eight(__m128i bytes, __m256 scale, __m256 offset) {
    return _mm256_add_ps(_mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes)), scale), offset);
}

AVX2 static size_t tensor_planar(const uint8_t *source, size_t pixels, const float scale[3],
                                 const float offset[3], float *output) {
    // Pixels 0...4 come from bytes 0...15, pixels 5...7 from bytes 8...23.
    const __m128i first[3] = {_mm_setr_epi8(0, 3, 6, 9, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1),
                              _mm_setr_epi8(1, 4, 7, 10, 13, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1),
                              _mm_setr_epi8(2, 5, 8, 11, 14, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)};
    const __m128i second[3] = {_mm_setr_epi8(-1, -1, -1, -1, -1, 7, 10, 13, -1, -1, -1, -1, -1, -1, -1, -1),
                               _mm_setr_epi8(-1, -1, -1, -1, -1, 8, 11, 14, -1, -1, -1, -1, -1, -1, -1, -1),
                               _mm_setr_epi8(-1, -1, -1, -1, -1, 9, 12, 15, -1, -1, -1, -1, -1, -1, -1, -1)};
    size_t done = 0;
    for (; done + 8 <= pixels; done += 8) {
        __m128i a = _mm_loadu_si128((const __m128i *)(source + done * 3));
        __m128i b = _mm_loadu_si128((const __m128i *)(source + done * 3 + 8));
        for (int channel = 0; channel < 3; channel++) {
            __m128i bytes =
                _mm_or_si128(_mm_shuffle_epi8(a, first[channel]), _mm_shuffle_epi8(b, second[channel]));
            __m256 values = eight(bytes, _mm256_set1_ps(scale[channel]), _mm256_set1_ps(offset[channel]));
            _mm256_storeu_ps(output + (size_t)channel * pixels + done, values);
        }
    }
    return done;
}

AVX2 static size_t tensor_interleaved(const uint8_t *source, size_t pixels, const float scale[3],
                                      const float offset[3], float *output) {
    // Eight pixels are three registers; each sees the channels in another order.
    float scales[24], offsets[24];
    for (int i = 0; i < 24; i++) {
        scales[i] = scale[i % 3];
        offsets[i] = offset[i % 3];
    }
    size_t done = 0;
    for (; done + 8 <= pixels; done += 8)
        for (size_t part = 0; part < 24; part += 8) {
            __m128i bytes = _mm_loadl_epi64((const __m128i *)(source + done * 3 + part));
            __m256 values = eight(bytes, _mm256_loadu_ps(scales + part), _mm256_loadu_ps(offsets + part));
            _mm256_storeu_ps(output + done * 3 + part, values);
        }
    return done;
}

size_t cresample_tensor_avx2(const uint8_t *source, size_t pixels, const float scale[3],
                             const float offset[3], bool planar, float *output) {
    return planar ? tensor_planar(source, pixels, scale, offset, output)
                  : tensor_interleaved(source, pixels, scale, offset, output);
}

#endif
