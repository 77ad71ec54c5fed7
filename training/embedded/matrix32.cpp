// Convolutions and linear layers of training on AVX2, in float32. The flat list of pixels is matrix.cpp's: a tap of a 3x3 convolution is a
// matrix product at a constant offset in it, and what comes out at the zero pixels is thrown away.
#include <immintrin.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace {

constexpr int64_t kRows = 6, kColumns = 16;  // of the result, in registers: twelve sums, two parts of a weight row, one pixel value
constexpr int64_t kSlopeRows = 4;            // the same for slopes; divides every number of channels
constexpr int64_t kChunk = 256;              // pixels whose contribution to the slopes is packed at once

// Memory that a thread keeps for its next call; not cleared.
template <int kUse>
float* scratch(int64_t count) {
    static thread_local std::vector<float> kept;
    if (int64_t(kept.size()) < count) kept.resize(count);
    return kept.data();
}

// out[r] (+)= over taps and channels of x[r + offset][i]·panel, for kCount rows of 16 columns.
template <int kCount>
inline __attribute__((always_inline)) void multiply(const float* x, const float* panel, int64_t k, int64_t taps, const int64_t* offsets, float* out, bool more) {
    __m256 sums[kCount][2];
    for (int r = 0; r < kCount; r++)
        for (int half = 0; half < 2; half++) sums[r][half] = more ? _mm256_load_ps(out + r * kColumns + 8 * half) : _mm256_setzero_ps();
    for (int64_t tap = 0; tap < taps; tap++) {
        const float* a = x + offsets[tap] * k;
        for (int64_t i = 0; i < k; i++, panel += kColumns) {
            __m256 low = _mm256_load_ps(panel), high = _mm256_load_ps(panel + 8);
#pragma GCC unroll 6
            for (int r = 0; r < kCount; r++) {
                __m256 value = _mm256_broadcast_ss(a + r * k + i);
                sums[r][0] = _mm256_fmadd_ps(value, low, sums[r][0]);
                sums[r][1] = _mm256_fmadd_ps(value, high, sums[r][1]);
            }
        }
    }
    for (int r = 0; r < kCount; r++) {
        _mm256_store_ps(out + r * kColumns, sums[r][0]);
        _mm256_store_ps(out + r * kColumns + 8, sums[r][1]);
    }
}

}  // namespace

extern "C" {

int64_t matrix_prepare() { return 0; }

// Weights [n][taps][k] for y = x·Wᵀ: packed [n/16][taps][k][16], at a multiple of 32 bytes.
void matrix_pack(const float* w, float* packed, int64_t n, int64_t taps, int64_t k) {
    for (int64_t column = 0; column < n; column += kColumns)
        for (int64_t tap = 0; tap < taps; tap++)
            for (int64_t i = 0; i < k; i++)
                for (int64_t c = 0; c < kColumns; c++) *packed++ = w[((column + c) * taps + tap) * k + i];
}

// The same weights for the way back, dx = dy·W with the taps in reverse: packed [k/16][taps][n][16].
void matrix_pack_back(const float* w, float* packed, int64_t n, int64_t taps, int64_t k) {
    for (int64_t column = 0; column < k; column += kColumns)
        for (int64_t tap = taps - 1; tap >= 0; tap--)
            for (int64_t i = 0; i < n; i++, packed += kColumns) std::memcpy(packed, w + (i * taps + tap) * k + column, kColumns * 4);
}

// y[place[p]] = sum over taps of x[p + offset]·packed + bias, for p in 0..m; a negative place is not written, no places: y[p].
// k and n are multiples of 16. Rows before and after x that offsets reach must exist.
void matrix_product(const float* x, const float* packed, const float* bias, float* y, const int32_t* place, int64_t m, int64_t k, int64_t n,
                    int64_t taps, const int64_t* offsets) {
    // Bands of rows stay in the second-level cache while every panel passes over them; the taps of a panel that are used at once, in the first.
    const int64_t band = std::max<int64_t>(kRows, (1 << 16) / k / kRows * kRows), together = std::max<int64_t>(1, 256 / k);
    alignas(32) static thread_local float sums[((1 << 16) / 16 + kRows) * kColumns];
    for (int64_t first = 0; first < m; first += band) {
        const int64_t end = std::min(m, first + band);
        const float* panel = packed;
        for (int64_t column = 0; column < n; column += kColumns) {
            for (int64_t tap = 0; tap < taps; tap += together) {
                const int64_t used = std::min(together, taps - tap);
                float* out = sums;
                int64_t row = first;
                for (; row + kRows <= end; row += kRows, out += kRows * kColumns) multiply<kRows>(x + row * k, panel, k, used, offsets + tap, out, tap > 0);
                for (; row < end; row++, out += kColumns) multiply<1>(x + row * k, panel, k, used, offsets + tap, out, tap > 0);
                panel += used * k * kColumns;
            }
            __m256 low = bias ? _mm256_loadu_ps(bias + column) : _mm256_setzero_ps(), high = bias ? _mm256_loadu_ps(bias + column + 8) : low;
            for (int64_t row = first; row < end; row++) {
                int64_t p = place ? place[row] : row;
                if (p < 0) continue;
                _mm256_storeu_ps(y + p * n + column, _mm256_add_ps(_mm256_load_ps(sums + (row - first) * kColumns), low));
                _mm256_storeu_ps(y + p * n + column + 8, _mm256_add_ps(_mm256_load_ps(sums + (row - first) * kColumns + 8), high));
            }
        }
    }
}

// dw[n][taps][k] = sum over p in 0..m of dy[p][n]·x[p + offset][k], and dbias[n] = sum of dy[p] (or null).
// x has halo rows before its start and after its end.
void matrix_slopes(const float* x, const float* dy, float* dw, float* dbias, int64_t m, int64_t k, int64_t n, int64_t taps, const int64_t* offsets, int64_t halo) {
    const int64_t wide = kChunk + 2 * halo;
    float *across = scratch<0>(n * kChunk), *along = scratch<1>(k * wide);
    std::memset(dw, 0, taps * n * k * 4);
    if (dbias) std::memset(dbias, 0, n * 4);
    for (int64_t start = 0; start < m; start += kChunk) {
        const int64_t length = std::min(kChunk, m - start);
        for (int64_t p = 0; p < length; p++) {
            const float* row = dy + (start + p) * n;
            for (int64_t c = 0; c < n; c += kSlopeRows) _mm_storeu_ps(across + c * kChunk + p * kSlopeRows, _mm_loadu_ps(row + c));
            if (dbias) for (int64_t c = 0; c < n; c++) dbias[c] += row[c];
        }
        for (int64_t p = 0; p < length + 2 * halo; p++) {
            const float* row = x + (start - halo + p) * k;
            for (int64_t i = 0; i < k; i += kColumns) std::memcpy(along + i * wide + p * kColumns, row + i, kColumns * 4);
        }
        for (int64_t i = 0; i < k; i += kColumns)
            for (int64_t tap = 0; tap < taps; tap++) {
                const float* b0 = along + i * wide + (halo + offsets[tap]) * kColumns;
                for (int64_t c = 0; c < n; c += kSlopeRows) {
                    const float *a = across + c * kChunk, *b = b0;
                    __m256 sums[kSlopeRows][2];
                    for (auto& row : sums) row[0] = row[1] = _mm256_setzero_ps();
                    for (int64_t p = 0; p < length; p++, a += kSlopeRows, b += kColumns) {
                        __m256 low = _mm256_loadu_ps(b), high = _mm256_loadu_ps(b + 8);
#pragma GCC unroll 4
                        for (int r = 0; r < kSlopeRows; r++) {
                            __m256 value = _mm256_broadcast_ss(a + r);
                            sums[r][0] = _mm256_fmadd_ps(value, low, sums[r][0]);
                            sums[r][1] = _mm256_fmadd_ps(value, high, sums[r][1]);
                        }
                    }
                    for (int64_t r = 0; r < kSlopeRows; r++) {
                        float* target = dw + ((c + r) * taps + tap) * k + i;
                        _mm256_storeu_ps(target, _mm256_add_ps(_mm256_loadu_ps(target), sums[r][0]));
                        _mm256_storeu_ps(target + 8, _mm256_add_ps(_mm256_loadu_ps(target + 8), sums[r][1]));
                    }
                }
            }
    }
}

// x [n,h,w,c] into the flat list: rows of w + 1, pictures of h + 1 rows; flat points at the first pixel behind the guard rows, zero already.
void matrix_spread(const float* x, float* flat, int64_t n, int64_t h, int64_t w, int64_t c) {
    for (int64_t i = 0; i < n; i++)
        for (int64_t y = 0; y <= h; y++) {
            float* row = flat + ((i * (h + 1) + y) * (w + 1)) * c;
            if (y == h) {
                std::memset(row, 0, (w + 1) * c * 4);
            } else {
                std::memcpy(row, x + (i * h + y) * w * c, w * c * 4);
                std::memset(row + w * c, 0, c * 4);
            }
        }
}

}
