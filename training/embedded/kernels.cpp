// The memory-bound operations of training, fused, on rows of channels ([N,H,W,C] or [N,T,C]) of bfloat16, or of float32. PyTorch 1.13's own group
// normalisation takes ten times as long on such rows. Plain loops that the compiler vectorises; kernels.py holds the same in torch.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

namespace {

#ifdef PALIMPSEST_FLOAT32

using element = float;

inline float widen(element x) { return x; }
inline element narrow(float f) { return f; }

#else

using element = uint16_t;

inline float widen(element x) {
    uint32_t bits = uint32_t(x) << 16;
    float f;
    std::memcpy(&f, &bits, 4);
    return f;
}

// Round to nearest, ties to even.
inline element narrow(float f) {
    uint32_t bits;
    std::memcpy(&bits, &f, 4);
    return element((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

#endif

inline float sigmoid(float x) { return 1.0f / (1.0f + expf(-x)); }

// Abramowitz and Stegun 7.1.26, absolute error below 1.5e-7.
inline float erf_approximation(float x) {
    float a = fabsf(x), t = 1.0f / (1.0f + 0.3275911f * a);
    float y = 1.0f - ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t * expf(-a * a);
    return x < 0 ? -y : y;
}

inline float gelu(float x) { return 0.5f * x * (1.0f + erf_approximation(x * 0.70710678f)); }

inline float gelu_slope(float x) {
    return 0.5f * (1.0f + erf_approximation(x * 0.70710678f)) + x * 0.39894228f * expf(-0.5f * x * x);
}

}  // namespace

extern "C" {

// y = act(norm(x + shift) * gamma + beta). x, y [n,p,c]; shift [n,c] or null; mean, rstd [n,groups] are kept for the way back.
void group_norm_forward(const element* x, const element* shift, const element* gamma, const element* beta, element* y, float* mean, float* rstd,
                        int64_t n, int64_t p, int64_t c, int64_t groups, float eps, int silu) {
    int64_t width = c / groups;
    std::vector<float> sum(c), square(c), offset(c), scale(c), bias(c);
    for (int64_t i = 0; i < n; i++) {
        const element* xi = x + i * p * c;
        element* yi = y + i * p * c;
        for (int64_t k = 0; k < c; k++) { sum[k] = square[k] = 0; offset[k] = shift ? widen(shift[i * c + k]) : 0; }
        float *s = sum.data(), *q = square.data(), *o = offset.data(), *a = scale.data(), *b = bias.data();
        for (int64_t j = 0; j < p; j++) {
            const element* row = xi + j * c;
#pragma GCC ivdep
            for (int64_t k = 0; k < c; k++) { float v = widen(row[k]) + o[k]; s[k] += v; q[k] += v * v; }
        }
        for (int64_t g = 0; g < groups; g++) {
            float total = 0, squares = 0;
            for (int64_t k = g * width; k < (g + 1) * width; k++) { total += s[k]; squares += q[k]; }
            float m = total / (p * width), variance = squares / (p * width) - m * m;
            float r = 1.0f / sqrtf((variance > 0 ? variance : 0) + eps);
            mean[i * groups + g] = m;
            rstd[i * groups + g] = r;
            for (int64_t k = g * width; k < (g + 1) * width; k++) {
                a[k] = r * widen(gamma[k]);
                b[k] = widen(beta[k]) + (o[k] - m) * a[k];
            }
        }
        for (int64_t j = 0; j < p; j++) {
            const element* row = xi + j * c;
            element* out = yi + j * c;
            if (silu) {
#pragma GCC ivdep
                for (int64_t k = 0; k < c; k++) { float z = widen(row[k]) * a[k] + b[k]; out[k] = narrow(z * sigmoid(z)); }
            } else {
#pragma GCC ivdep
                for (int64_t k = 0; k < c; k++) out[k] = narrow(widen(row[k]) * a[k] + b[k]);
            }
        }
    }
}

// dgamma, dbeta [c] float32 and dshift [n,c] float32 (or null) are written; dx [n,p,c].
void group_norm_backward(const element* dy, const element* x, const element* shift, const element* gamma, const element* beta, const float* mean,
                         const float* rstd, element* dx, float* dgamma, float* dbeta, float* dshift,
                         int64_t n, int64_t p, int64_t c, int64_t groups, int silu) {
    int64_t width = c / groups;
    std::vector<float> slope(p * c), sum(c), product(c), origin(c), r(c), gm(c), bt(c), first(c), second(c), total(c);
    for (int64_t k = 0; k < c; k++) { dgamma[k] = dbeta[k] = 0; gm[k] = widen(gamma[k]); bt[k] = widen(beta[k]); }
    for (int64_t i = 0; i < n; i++) {
        float *d = slope.data(), *s = sum.data(), *q = product.data(), *m = origin.data(), *rs = r.data(), *ga = gm.data(), *be = bt.data();
        for (int64_t k = 0; k < c; k++) {
            s[k] = q[k] = 0;
            m[k] = mean[i * groups + k / width] - (shift ? widen(shift[i * c + k]) : 0);
            rs[k] = rstd[i * groups + k / width];
        }
        for (int64_t j = 0; j < p; j++) {
            const element *row = x + (i * p + j) * c, *up = dy + (i * p + j) * c;
            float* dj = d + j * c;
            if (silu) {
#pragma GCC ivdep
                for (int64_t k = 0; k < c; k++) {
                    float hat = (widen(row[k]) - m[k]) * rs[k], z = hat * ga[k] + be[k], t = sigmoid(z);
                    float dz = widen(up[k]) * t * (1.0f + z * (1.0f - t));
                    dj[k] = dz; s[k] += dz; q[k] += dz * hat;
                }
            } else {
#pragma GCC ivdep
                for (int64_t k = 0; k < c; k++) {
                    float hat = (widen(row[k]) - m[k]) * rs[k], dz = widen(up[k]);
                    dj[k] = dz; s[k] += dz; q[k] += dz * hat;
                }
            }
        }
        float *f1 = first.data(), *f2 = second.data(), *t = total.data();
        for (int64_t g = 0; g < groups; g++) {
            float a = 0, b = 0;
            for (int64_t k = g * width; k < (g + 1) * width; k++) { a += s[k] * ga[k]; b += q[k] * ga[k]; }
            for (int64_t k = g * width; k < (g + 1) * width; k++) { f1[k] = a / (p * width); f2[k] = b / (p * width); }
        }
        for (int64_t k = 0; k < c; k++) { dgamma[k] += q[k]; dbeta[k] += s[k]; t[k] = 0; }
        for (int64_t j = 0; j < p; j++) {
            const element* row = x + (i * p + j) * c;
            const float* dj = d + j * c;
            element* out = dx + (i * p + j) * c;
#pragma GCC ivdep
            for (int64_t k = 0; k < c; k++) {
                float hat = (widen(row[k]) - m[k]) * rs[k];
                float v = rs[k] * (dj[k] * ga[k] - f1[k] - hat * f2[k]);
                out[k] = narrow(v);
                t[k] += v;
            }
        }
        if (dshift) for (int64_t k = 0; k < c; k++) dshift[i * c + k] = t[k];
    }
}

void layer_norm_forward(const element* x, const element* gamma, const element* beta, element* y, float* mean, float* rstd, int64_t rows, int64_t c, float eps) {
    for (int64_t i = 0; i < rows; i++) {
        const element* row = x + i * c;
        element* out = y + i * c;
        float s = 0, q = 0;
        for (int64_t k = 0; k < c; k++) { float v = widen(row[k]); s += v; q += v * v; }
        float m = s / c, variance = q / c - m * m, r = 1.0f / sqrtf((variance > 0 ? variance : 0) + eps);
        mean[i] = m;
        rstd[i] = r;
#pragma GCC ivdep
        for (int64_t k = 0; k < c; k++) out[k] = narrow((widen(row[k]) - m) * r * widen(gamma[k]) + widen(beta[k]));
    }
}

void layer_norm_backward(const element* dy, const element* x, const element* gamma, const float* mean, const float* rstd, element* dx,
                         float* dgamma, float* dbeta, int64_t rows, int64_t c) {
    for (int64_t k = 0; k < c; k++) dgamma[k] = dbeta[k] = 0;
    for (int64_t i = 0; i < rows; i++) {
        const element *row = x + i * c, *up = dy + i * c;
        element* out = dx + i * c;
        float m = mean[i], r = rstd[i], a = 0, b = 0;
#pragma GCC ivdep
        for (int64_t k = 0; k < c; k++) {
            float hat = (widen(row[k]) - m) * r, d = widen(up[k]), g = d * widen(gamma[k]);
            dgamma[k] += d * hat;
            dbeta[k] += d;
            a += g;
            b += g * hat;
        }
        a /= c;
        b /= c;
#pragma GCC ivdep
        for (int64_t k = 0; k < c; k++) {
            float hat = (widen(row[k]) - m) * r;
            out[k] = narrow(r * (widen(up[k]) * widen(gamma[k]) - a - hat * b));
        }
    }
}

// x [rows,2c]: value, then gate. y = value * gelu(gate).
void geglu_forward(const element* x, element* y, int64_t rows, int64_t c) {
    for (int64_t i = 0; i < rows; i++) {
        const element *value = x + 2 * i * c, *gate = value + c;
        element* out = y + i * c;
#pragma GCC ivdep
        for (int64_t k = 0; k < c; k++) out[k] = narrow(widen(value[k]) * gelu(widen(gate[k])));
    }
}

void geglu_backward(const element* dy, const element* x, element* dx, int64_t rows, int64_t c) {
    for (int64_t i = 0; i < rows; i++) {
        const element *value = x + 2 * i * c, *gate = value + c, *up = dy + i * c;
        element *dvalue = dx + 2 * i * c, *dgate = dvalue + c;
#pragma GCC ivdep
        for (int64_t k = 0; k < c; k++) {
            float g = widen(gate[k]), d = widen(up[k]);
            dvalue[k] = narrow(d * gelu(g));
            dgate[k] = narrow(d * widen(value[k]) * gelu_slope(g));
        }
    }
}

void quick_gelu_forward(const element* x, element* y, int64_t count) {
#pragma GCC ivdep
    for (int64_t i = 0; i < count; i++) { float v = widen(x[i]); y[i] = narrow(v * sigmoid(1.702f * v)); }
}

void quick_gelu_backward(const element* dy, const element* x, element* dx, int64_t count) {
#pragma GCC ivdep
    for (int64_t i = 0; i < count; i++) {
        float v = widen(x[i]), s = sigmoid(1.702f * v);
        dx[i] = narrow(widen(dy[i]) * s * (1.0f + 1.702f * v * (1.0f - s)));
    }
}

// In place: rows of scores become probabilities. Row i of causal attention sees columns 0..i % queries.
void softmax_forward(element* x, int64_t rows, int64_t columns, int64_t queries, float scale, int causal) {
    std::vector<float> work(columns);
    float* w = work.data();
    for (int64_t i = 0; i < rows; i++) {
        element* row = x + i * columns;
        int64_t seen = causal ? i % queries + 1 : columns;
        float largest = -1e30f, sum = 0;
        for (int64_t k = 0; k < seen; k++) { w[k] = widen(row[k]) * scale; largest = w[k] > largest ? w[k] : largest; }
        for (int64_t k = 0; k < seen; k++) { w[k] = expf(w[k] - largest); sum += w[k]; }
        float inverse = 1.0f / sum;
#pragma GCC ivdep
        for (int64_t k = 0; k < seen; k++) row[k] = narrow(w[k] * inverse);
        for (int64_t k = seen; k < columns; k++) row[k] = 0;
    }
}

// In place: slopes of probabilities become slopes of unscaled scores.
void softmax_backward(element* dy, const element* y, int64_t rows, int64_t columns, float scale) {
    for (int64_t i = 0; i < rows; i++) {
        element* d = dy + i * columns;
        const element* row = y + i * columns;
        float dot = 0;
        for (int64_t k = 0; k < columns; k++) dot += widen(d[k]) * widen(row[k]);
#pragma GCC ivdep
        for (int64_t k = 0; k < columns; k++) d[k] = narrow(widen(row[k]) * (widen(d[k]) - dot) * scale);
    }
}

// Sum of squares of the mean gradient of one or two workers, whose gradients lie stride apart.
float squared_norm(const element* gradients, int64_t stride, int64_t workers, int64_t count) {
    double total = 0;
    for (int64_t start = 0; start < count; start += 4096) {
        float sum = 0;
        int64_t end = start + 4096 < count ? start + 4096 : count;
        for (int64_t i = start; i < end; i++) {
            float g = widen(gradients[i]);
            if (workers == 2) g = 0.5f * (g + widen(gradients[stride + i]));
            sum += g * g;
        }
        total += sum;
    }
    return float(total);
}

// AdamW on count weights with exponential averages; the gradient is the mean of one or two workers', times clip.
void adam_step(float* master, float* m, float* v, float* ema, element* weights, const element* gradients, int64_t stride, int64_t workers, int64_t count,
               float clip, float rate, float beta1, float beta2, float eps, float decay, float correction1, float correction2, float average) {
    float share = clip / workers;
#pragma GCC ivdep
    for (int64_t i = 0; i < count; i++) {
        float g = widen(gradients[i]);
        if (workers == 2) g += widen(gradients[stride + i]);
        g *= share;
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        float step = m[i] * correction1 / (sqrtf(v[i] * correction2) + eps);
        master[i] -= rate * (step + decay * master[i]);
        ema[i] += (1 - average) * (master[i] - ema[i]);
        weights[i] = narrow(master[i]);
    }
}

}
