// Fast Fourier transforms by KISS FFT (a C++ header) behind a plain function.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { APUS_FFT_FLOAT32, APUS_FFT_FLOAT64 } apus_fft_type;

/// out[o, k, i] = scale · Σ x[o, j, i] e^(∓2πi jk/count) for complex values as pairs, [outer,
/// count, inner, 2] both; the exponent's sign is + where `inverse`. Computes in double. Any count ≥
/// 1; quickest for products of 2, 3, 4 and 5. `out` may be `x`. Returns 0, or 1 where memory ran
/// out.
int apus_fft(apus_fft_type type, const void *x, void *out, int64_t outer, int64_t count,
             int64_t inner, int inverse, double scale);

#ifdef __cplusplus
}
#endif
