// Convolutions and linear layers of training, on AMX tiles or on AVX-512's bfloat16 products: bfloat16 in and out, float32 sums.
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

#ifdef __AMX_BF16__

struct alignas(64) TileConfig {
    uint8_t palette = 1, start = 0, reserved[14] = {};
    uint16_t bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

// A block of the result, 32 x 32 sums in four tiles; part of it is `kRows` rows.
class Block {
public:
    static constexpr int64_t kRows = 32;
    Block() { TileConfig config; _tile_loadconfig(&config); }
    ~Block() { _tile_release(); }
    void zero() { _tile_zero(0); _tile_zero(1); _tile_zero(2); _tile_zero(3); }
    void load(const float* in, int64_t pitch) {
        _tile_loadd(0, in, pitch * 4);
        _tile_loadd(1, in + 16, pitch * 4);
        _tile_loadd(2, in + 16 * pitch, pitch * 4);
        _tile_loadd(3, in + 16 * pitch + 16, pitch * 4);
    }
    void store(float* out, int64_t pitch) const {
        _tile_stored(0, out, pitch * 4);
        _tile_stored(1, out + 16, pitch * 4);
        _tile_stored(2, out + 16 * pitch, pitch * 4);
        _tile_stored(3, out + 16 * pitch + 16, pitch * 4);
    }
    // Adds a·b of 32 numbers each: rows of a are `pitch` apart; b is 16 rows of pairs, `b_pitch` apart, in two halves of 16 columns.
    void add(const bf16* a, int64_t pitch, const bf16* b, int64_t b_pitch, int64_t half) {
        _tile_loadd(4, a, pitch * 2);
        _tile_loadd(6, b, b_pitch * 2);
        _tile_loadd(7, b + half, b_pitch * 2);
        _tile_loadd(5, a + 16 * pitch, pitch * 2);
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
    }
};

#else

// A part of a block: 8 rows x 32 columns of sums in registers.
class Block {
public:
    static constexpr int64_t kRows = 8;
    void zero() { for (auto& row : sums) row[0] = row[1] = _mm512_setzero_ps(); }
    void load(const float* in, int64_t pitch) {
        for (int64_t i = 0; i < kRows; i++) { sums[i][0] = _mm512_loadu_ps(in + i * pitch); sums[i][1] = _mm512_loadu_ps(in + i * pitch + 16); }
    }
    void store(float* out, int64_t pitch) const {
        for (int64_t i = 0; i < kRows; i++) { _mm512_storeu_ps(out + i * pitch, sums[i][0]); _mm512_storeu_ps(out + i * pitch + 16, sums[i][1]); }
    }
    inline __attribute__((always_inline)) void add(const bf16* a, int64_t pitch, const bf16* b, int64_t b_pitch, int64_t half) {
#pragma GCC unroll 4
        for (int64_t j = 0; j < 16; j++) {
            __m512bh low = (__m512bh)_mm512_loadu_si512(b + j * b_pitch), high = (__m512bh)_mm512_loadu_si512(b + j * b_pitch + half);
#pragma GCC unroll 8
            for (int64_t i = 0; i < kRows; i++) {
                int32_t pair;
                std::memcpy(&pair, a + i * pitch + 2 * j, 4);
                __m512bh both = (__m512bh)_mm512_set1_epi32(pair);
                sums[i][0] = _mm512_dpbf16_ps(sums[i][0], both, low);
                sums[i][1] = _mm512_dpbf16_ps(sums[i][1], both, high);
            }
        }
    }

private:
    __m512 sums[kRows][2];
};

#endif

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

// Asks the kernel for the tile registers where they are used; 0 when they are granted.
int64_t matrix_prepare() {
#ifdef __AMX_BF16__
    return syscall(SYS_arch_prctl, 0x1023, 18);
#else
    return 0;
#endif
}

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
    alignas(64) float block[kBlock * kBlock];
    Block sums;
    for (int64_t start = 0; start < m; start += kBlock) {
        int64_t row = start + kBlock <= m ? start : m - kBlock;
        const bf16* panel = packed;
        for (int64_t column = 0; column < n; column += kBlock, panel += taps * k * kBlock) {
            for (int64_t part = 0; part < kBlock; part += Block::kRows) {
                const bf16* b = panel;
                sums.zero();
                for (int64_t tap = 0; tap < taps; tap++) {
                    const bf16* a = x + (row + part + offsets[tap]) * k;
                    for (int64_t i = 0; i < k; i += 32, b += 2 * kTile) sums.add(a + i, k, b, 32, kTile);
                }
                sums.store(block + part * kBlock, kBlock);
            }
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
    Block part;
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
                for (int64_t tap = 0; tap < taps; tap++)
                    for (int64_t row = 0; row < kBlock; row += Block::kRows) {
                        float* target = &sums[((column + row) * taps + tap) * k + i];
                        if (start == 0) part.zero(); else part.load(target, taps * k);
                        const bf16* a = &across[(column + row) * pitch + margin - offsets[tap]];
                        const bf16* b = &paired[2 * i];
                        for (int64_t q = 0; q < length; q += 32) part.add(a + q, pitch, b + q * k, 2 * k, 32);
                        part.store(target, taps * k);
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
