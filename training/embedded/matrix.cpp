// Convolutions and linear layers of training on AMX tiles: bfloat16 in and out, float32 sums.
//
// A 3x3 convolution runs over one flat list of pixels. Every picture row ends in one zero pixel and every picture in one zero row, which
// serve the neighbours as well, so a tap of the convolution is the same matrix product at a constant offset in the list. What comes out at
// the zero pixels is thrown away. A linear layer is the case of one tap and no zeros.
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <vector>

namespace {

using bf16 = uint16_t;

constexpr int64_t kBlock = 32;   // rows and columns of a block of the result: two tiles by two
constexpr int64_t kTile = 512;   // elements of a tile: 16 rows of 32
constexpr int64_t kChunk = 512;  // pixels whose contribution to the weights' slopes is summed in tiles at once

struct alignas(64) TileConfig {
    uint8_t palette = 1, start = 0, reserved[14] = {};
    uint16_t bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

struct Tiles {
    Tiles() { TileConfig config; _tile_loadconfig(&config); }
    ~Tiles() { _tile_release(); }
};

// 16 rows of 16 32-bit values, transposed.
inline void transpose(const __m512i* in, __m512i* out) {
    __m512i t[16], u[16];
    for (int i = 0; i < 8; i++) {
        t[2 * i] = _mm512_unpacklo_epi32(in[2 * i], in[2 * i + 1]);
        t[2 * i + 1] = _mm512_unpackhi_epi32(in[2 * i], in[2 * i + 1]);
    }
    for (int i = 0; i < 4; i++) {
        u[4 * i] = _mm512_unpacklo_epi64(t[4 * i], t[4 * i + 2]);
        u[4 * i + 1] = _mm512_unpackhi_epi64(t[4 * i], t[4 * i + 2]);
        u[4 * i + 2] = _mm512_unpacklo_epi64(t[4 * i + 1], t[4 * i + 3]);
        u[4 * i + 3] = _mm512_unpackhi_epi64(t[4 * i + 1], t[4 * i + 3]);
    }
    for (int i = 0; i < 4; i++) {
        t[i] = _mm512_shuffle_i32x4(u[i], u[4 + i], 0x88);
        t[4 + i] = _mm512_shuffle_i32x4(u[i], u[4 + i], 0xdd);
        t[8 + i] = _mm512_shuffle_i32x4(u[8 + i], u[12 + i], 0x88);
        t[12 + i] = _mm512_shuffle_i32x4(u[8 + i], u[12 + i], 0xdd);
    }
    for (int i = 0; i < 4; i++) {
        out[i] = _mm512_shuffle_i32x4(t[i], t[8 + i], 0x88);
        out[8 + i] = _mm512_shuffle_i32x4(t[i], t[8 + i], 0xdd);
        out[4 + i] = _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0x88);
        out[12 + i] = _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0xdd);
    }
}

// Rows a and b of 16 values, as 16 pairs.
inline __m512i pairs(const bf16* a, const bf16* b) {
    __m512i low = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i*)a)), high = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i*)b));
    return _mm512_or_si512(low, _mm512_slli_epi32(high, 16));
}

// Memory that a thread keeps for its next call; not cleared.
template <typename T, int kUse>
T* scratch(int64_t count) {
    static thread_local std::vector<T> kept;
    if (int64_t(kept.size()) < count) kept.resize(count);
    return kept.data();
}

}  // namespace

extern "C" {

// Asks the kernel for the tile registers; 0 when they are granted.
int64_t matrix_prepare() { return syscall(SYS_arch_prctl, 0x1023, 18); }

// Weights [n][taps][k] into tiles for y = x·Wᵀ: packed [n/32][taps][k/32][2][tile].
void matrix_pack(const bf16* w, bf16* packed, int64_t n, int64_t taps, int64_t k) {
    for (int64_t nb = 0; nb < n; nb += kBlock)
        for (int64_t tap = 0; tap < taps; tap++)
            for (int64_t kb = 0; kb < k; kb += 32)
                for (int64_t half = 0; half < kBlock; half += 16, packed += kTile) {
                    __m512i rows[16], columns[16];
                    for (int i = 0; i < 16; i++) rows[i] = _mm512_loadu_si512(w + ((nb + half + i) * taps + tap) * k + kb);
                    transpose(rows, columns);
                    for (int i = 0; i < 16; i++) _mm512_storeu_si512(packed + 32 * i, columns[i]);
                }
}

// The same weights for the way back, dx = dy·W with the taps in reverse: packed [k/32][taps][n/32][2][tile].
void matrix_pack_back(const bf16* w, bf16* packed, int64_t n, int64_t taps, int64_t k) {
    for (int64_t kb = 0; kb < k; kb += kBlock)
        for (int64_t tap = taps - 1; tap >= 0; tap--)
            for (int64_t nb = 0; nb < n; nb += 32)
                for (int64_t half = 0; half < kBlock; half += 16, packed += kTile)
                    for (int i = 0; i < 16; i++) {
                        const bf16* row = w + ((nb + 2 * i) * taps + tap) * k + kb + half;
                        _mm512_storeu_si512(packed + 32 * i, pairs(row, row + taps * k));
                    }
}

// y[place[p]] = sum over taps of x[p + offset]·packed + bias, for p in 0..m; a negative place is not written, no places: y[p].
// m >= 32; k and n are multiples of 32. Rows before and after x that offsets reach must exist.
void matrix_product(const bf16* x, const bf16* packed, const bf16* bias, bf16* y, const int32_t* place, int64_t m, int64_t k, int64_t n,
                    int64_t taps, const int64_t* offsets) {
    Tiles tiles;
    alignas(64) float block[kBlock * kBlock];
    const int64_t stride = k * 2;
    for (int64_t start = 0; start < m; start += kBlock) {
        int64_t row = start + kBlock <= m ? start : m - kBlock;
        const bf16* b = packed;
        for (int64_t column = 0; column < n; column += kBlock) {
            _tile_zero(0); _tile_zero(1); _tile_zero(2); _tile_zero(3);
            for (int64_t tap = 0; tap < taps; tap++) {
                const bf16* a = x + (row + offsets[tap]) * k;
                for (int64_t i = 0; i < k; i += 32, b += 2 * kTile) {
                    _tile_loadd(4, a + i, stride);
                    _tile_loadd(6, b, 64);
                    _tile_loadd(7, b + kTile, 64);
                    _tile_loadd(5, a + 16 * k + i, stride);
                    _tile_dpbf16ps(0, 4, 6);
                    _tile_dpbf16ps(1, 4, 7);
                    _tile_dpbf16ps(2, 5, 6);
                    _tile_dpbf16ps(3, 5, 7);
                }
            }
            _tile_stored(0, block, 128);
            _tile_stored(1, block + 16, 128);
            _tile_stored(2, block + 16 * kBlock, 128);
            _tile_stored(3, block + 16 * kBlock + 16, 128);
            __m512 low = _mm512_setzero_ps(), high = low;
            if (bias) {
                low = _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i*)(bias + column))), 16));
                high = _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i*)(bias + column + 16))), 16));
            }
            for (int64_t i = 0; i < kBlock; i++) {
                int64_t p = place ? place[row + i] : row + i;
                if (p < 0) continue;
                __m512bh v = _mm512_cvtne2ps_pbh(_mm512_add_ps(_mm512_load_ps(block + i * kBlock + 16), high), _mm512_add_ps(_mm512_load_ps(block + i * kBlock), low));
                std::memcpy(y + p * n + column, &v, 64);
            }
        }
    }
}

// dw[n][taps][k] (bfloat16) = sum over p in 0..m of dy[p][n]·x[p + offset][k], and dbias[n] = sum of dy[p] (or null).
// Both lists have halo rows before their start and after m rounded up to 32 when halo > 0, zero in dy.
void matrix_slopes(const bf16* x, const bf16* dy, bf16* dw, bf16* dbias, int64_t m, int64_t k, int64_t n, int64_t taps, const int64_t* offsets, int64_t halo) {
    Tiles tiles;
    const int64_t margin = (halo + 31) / 32 * 32, wide = kChunk + 2 * margin, pitch = wide + 32;
    bf16 *across = scratch<bf16, 0>(n * pitch + 64), *paired = scratch<bf16, 1>(kChunk * k + 64);
    float* sums = scratch<float, 2>(taps * n * k);
    std::vector<float> bias(n, 0.0f);
    std::vector<bf16> zeros((n > k ? n : k) + 64, 0);
    const int64_t last = m + halo;
    for (int64_t start = 0; start < m; start += kChunk) {
        int64_t length = m - start < kChunk ? (m - start + 31) / 32 * 32 : kChunk;
        for (int64_t q = 0; q < length; q += 2) {
            const bf16 *a = start + q < last ? x + (start + q) * k : zeros.data(), *b = start + q + 1 < last ? x + (start + q + 1) * k : zeros.data();
            for (int64_t i = 0; i < k; i += 16) _mm512_storeu_si512(&paired[q * k + 2 * i], pairs(a + i, b + i));
        }
        for (int64_t q = 0; q < length + 2 * margin; q += 32)
            for (int64_t c = 0; c < n; c += 16) {
                __m512i rows[16], columns[16];
                for (int64_t i = 0; i < 16; i++) {
                    int64_t p = start - margin + q + 2 * i;
                    const bf16 *a = p >= -halo && p < last ? dy + p * n + c : zeros.data(), *b = p + 1 >= -halo && p + 1 < last ? dy + (p + 1) * n + c : zeros.data();
                    rows[i] = pairs(a, b);
                }
                transpose(rows, columns);
                for (int64_t i = 0; i < 16; i++) _mm512_storeu_si512(&across[(c + i) * pitch + q], columns[i]);
            }
        for (int64_t column = 0; column < n; column += kBlock)
            for (int64_t i = 0; i < k; i += kBlock)
                for (int64_t tap = 0; tap < taps; tap++) {
                    float* target = &sums[(column * taps + tap) * k + i];
                    const int64_t pitch_out = taps * k, stride = pitch_out * 4;
                    if (start == 0) {
                        _tile_zero(0); _tile_zero(1); _tile_zero(2); _tile_zero(3);
                    } else {
                        _tile_loadd(0, target, stride);
                        _tile_loadd(1, target + 16, stride);
                        _tile_loadd(2, target + 16 * pitch_out, stride);
                        _tile_loadd(3, target + 16 * pitch_out + 16, stride);
                    }
                    const bf16* a = &across[column * pitch + margin - offsets[tap]];
                    const bf16* b = &paired[2 * i];
                    for (int64_t q = 0; q < length; q += 32) {
                        _tile_loadd(4, a + q, pitch * 2);
                        _tile_loadd(6, b + q * k, k * 4);
                        _tile_loadd(7, b + q * k + 32, k * 4);
                        _tile_loadd(5, a + q + 16 * pitch, pitch * 2);
                        _tile_dpbf16ps(0, 4, 6);
                        _tile_dpbf16ps(1, 4, 7);
                        _tile_dpbf16ps(2, 5, 6);
                        _tile_dpbf16ps(3, 5, 7);
                    }
                    _tile_stored(0, target, stride);
                    _tile_stored(1, target + 16, stride);
                    _tile_stored(2, target + 16 * pitch_out, stride);
                    _tile_stored(3, target + 16 * pitch_out + 16, stride);
                }
    }
    if (dbias) {
        for (int64_t p = 0; p < m; p++)
            for (int64_t c = 0; c < n; c += 16)
                _mm512_storeu_ps(&bias[c], _mm512_add_ps(_mm512_loadu_ps(&bias[c]),
                    _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i*)(dy + p * n + c))), 16))));
        for (int64_t c = 0; c < n; c += 16) { __m256bh v = _mm512_cvtneps_pbh(_mm512_loadu_ps(&bias[c])); std::memcpy(dbias + c, &v, 32); }
    }
    for (int64_t i = 0; i < taps * n * k; i += 16) { __m256bh v = _mm512_cvtneps_pbh(_mm512_loadu_ps(&sums[i])); std::memcpy(dw + i, &v, 32); }
}

// x [n,h,w,c] into the flat list: rows of w + 1, pictures of h + 1 rows; flat points at the first pixel behind the guard rows, zero already.
void matrix_spread(const bf16* x, bf16* flat, int64_t n, int64_t h, int64_t w, int64_t c) {
    for (int64_t i = 0; i < n; i++)
        for (int64_t y = 0; y <= h; y++) {
            bf16* row = flat + ((i * (h + 1) + y) * (w + 1)) * c;
            if (y == h) {
                std::memset(row, 0, (w + 1) * c * 2);
            } else {
                std::memcpy(row, x + (i * h + y) * w * c, w * c * 2);
                std::memset(row + w * c, 0, c * 2);
            }
        }
}

}
