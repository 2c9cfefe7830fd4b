// Elementary functions of float32 without branches, so that a loop over them vectorises.
//
// Each is within 2.5 units in the last place of the exact value (Tests/Kernels/vector_math.c
// compares them with the library in double), right at zeros, infinities, NaN and subnormal numbers.
// The polynomials are minimax fits to the functions named beside them, weighted for relative error.
// Nothing here may be compiled with reassociation: the rounding steps would be lost.
#pragma once
#include "inline.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

INLINE float float_of_bits(int32_t bits) {
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

INLINE int32_t bits_of_float(float value) {
  int32_t bits;
  memcpy(&bits, &value, 4);
  return bits;
}

INLINE float absolute(float x) { return float_of_bits(bits_of_float(x) & 0x7FFFFFFF); }

/// `magnitude` (not negative) with the sign of `x`.
INLINE float with_sign(float magnitude, float x) {
  return float_of_bits(bits_of_float(magnitude) | (bits_of_float(x) & (int32_t)0x80000000));
}

// x = n ln 2 + r with |r| ≤ ½ ln 2. Adding 1.5 · 2²³ rounds to a whole number and leaves it in the
// low bits.
#define APUS_ROUNDER 12582912.0f
typedef struct { float r; int32_t n; } reduced_exponent;

INLINE reduced_exponent reduce_exponent(float x) {
  float shifted = x * 1.44269504f + APUS_ROUNDER;
  float n = shifted - APUS_ROUNDER;
  float r = x - n * 0.693359375f;  // exact: nine bits
  r = r + n * 2.12194440e-4f;
  reduced_exponent result = {r, bits_of_float(shifted) - bits_of_float(APUS_ROUNDER)};
  return result;
}

/// e^r − 1 for |r| ≤ ½ ln 2.
INLINE float expm1_reduced(float r) {
  float q = 0.0013882395578548312f;
  q = q * r + 0.008367180824279785f;
  q = q * r + 0.04166722297668457f;
  q = q * r + 0.16666539013385773f;
  q = q * r + 0.4999999701976776f;
  return r + r * r * q;
}

INLINE float vector_exp(float x) {
  float inside = x > 89.0f ? 89.0f : x;
  inside = inside < -105.0f ? -105.0f : inside;
  reduced_exponent e = reduce_exponent(inside);
  float value = 1.0f + expm1_reduced(e.r);
  // Two factors, since 2ⁿ itself may lie outside the normal numbers.
  int32_t half = e.n >> 1;
  return value * float_of_bits((half + 127) << 23) * float_of_bits((e.n - half + 127) << 23);
}

INLINE float vector_expm1(float x) {
  float inside = x > 89.0f ? 89.0f : x;
  inside = inside < -20.0f ? -20.0f : inside;
  reduced_exponent e = reduce_exponent(inside);
  float half_scale = float_of_bits((e.n + 126) << 23);  // 2ⁿ⁻¹
  float value = (half_scale * expm1_reduced(e.r) + (half_scale - 0.5f)) * 2.0f;
  return x == 0 ? x : value;
}

/// e^x − 1 for −20 ≤ x ≤ 0 (below, −1).
INLINE float expm1_negative(float x) {
  float inside = x < -20.0f ? -20.0f : x;
  reduced_exponent e = reduce_exponent(inside);
  float scale = float_of_bits((e.n + 127) << 23);
  return scale * expm1_reduced(e.r) + (scale - 1.0f);
}

/// ln x for normal, positive, finite x, plus `extra` · ln 2.
INLINE float log_normal(float x, float extra) {
  // The mantissa is brought into [√½, √2): 0x3F3504F3 is √½.
  int32_t bits = bits_of_float(x) - 0x3F3504F3;
  float exponent = (float)(bits >> 23) + extra;
  float f = float_of_bits((bits & 0x007FFFFF) + 0x3F3504F3) - 1.0f;
  float p = 0.06746640056371689f;
  p = p * f - 0.11675652116537094f;
  p = p * f + 0.11888162046670914f;
  p = p * f - 0.1240558922290802f;
  p = p * f + 0.14219552278518677f;
  p = p * f - 0.1666799634695053f;
  p = p * f + 0.2000211924314499f;
  p = p * f - 0.25000008940696716f;
  p = p * f + 0.3333331346511841f;
  float square = f * f;
  float tail = square * (f * p) - exponent * 2.12194440e-4f;
  tail = tail - 0.5f * square;
  return (f + tail) + exponent * 0.693359375f;
}

INLINE float vector_log(float x) {
  int subnormal = x < 1.17549435e-38f;
  float value = log_normal(subnormal ? x * 8388608.0f : x, subnormal ? -23.0f : 0.0f);
  value = x == INFINITY || x != x ? x : value;
  value = x < 0 ? NAN : value;
  return x == 0 ? -INFINITY : value;
}

INLINE float vector_log1p(float x) {
  // ln(1 + x) = ln u + (what u = 1 + x lost) / u.
  float u = 1.0f + x;
  float lost = x > 1.0f ? 1.0f - (u - x) : x - (u - 1.0f);
  float value = log_normal(u, 0) + lost / u;
  value = absolute(x) < 1e-4f ? x - 0.5f * x * x : value;
  value = x == INFINITY || x != x ? x : value;
  value = x < -1.0f ? NAN : value;
  value = x == -1.0f ? -INFINITY : value;
  return x == 0 ? x : value;
}

INLINE float vector_tanh(float x) {
  // tanh|x| = |m| / (2 + m), m = e^(−2|x|) − 1; −m would be −0 for 0.
  float m = expm1_negative(-2.0f * absolute(x));
  float value = with_sign(absolute(m) / (2.0f + m), x);
  return x != x ? x : value;
}

INLINE float vector_atan(float x) {
  // |x| is brought into [−tan π/8, tan π/8]:
  // arctan a = π/4 + arctan((a − 1) / (a + 1)) = π/2 − arctan(1 / a).
  float a = absolute(x);
  float t = a > 2.41421366f ? -1.0f / a : a > 0.414213568f ? (a - 1.0f) / (a + 1.0f) : a;
  float turned = a > 2.41421366f ? 1.57079637f : a > 0.414213568f ? 0.785398185f : 0.0f;
  float lost = turned * -2.78275342e-8f;  // what rounding added to the multiple of π/4
  float s = t * t;
  float p = -0.060781706124544144f;
  p = p * s + 0.10593795031309128f;
  p = p * s - 0.14243531227111816f;
  p = p * s + 0.19998471438884735f;
  p = p * s - 0.33333316445350647f;
  float value = with_sign(absolute(turned + (t + (t * s * p + lost))), x);
  return x != x ? x : value;
}

INLINE float vector_sigmoid(float x) {
  // Through e^(−|x|), which cannot overflow.
  float e = vector_exp(-absolute(x));
  return (x < 0 ? e : 1.0f) / (1.0f + e);
}

/// The same for double, with the library's exponential.
INLINE double sigmoid_of_double(double x) {
  double e = exp(-fabs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

INLINE float vector_softplus(float x) {
  // max(x, 0) + ln(1 + e^(−|x|)); the logarithm's argument lies in [1, 2].
  float e = vector_exp(-absolute(x));
  float u = 1.0f + e;
  float value = log_normal(u, 0) + (e - (u - 1.0f)) / u;
  value = e < 1e-4f ? e - 0.5f * e * e : value;
  return (x < 0 ? 0.0f : x) + value;
}

INLINE float vector_erf(float x) {
  float a = absolute(x);
  float s = x * x;
  // Near 0: erf x = x + x P(x²), for |x| < 0.95.
  float p = 8.185117621906102e-05f;
  p = p * s - 0.0008097710669972003f;
  p = p * s + 0.005196952726691961f;
  p = p * s - 0.026857705786824226f;
  p = p * s + 0.11283663660287857f;
  p = p * s - 0.37612631916999817f;
  p = p * s + 0.12837916612625122f;
  float near = x + x * p;
  // Beyond: erf a = 1 − e^(−Q(a)); from 3.95 on it is 1.
  float t = a > 3.95f ? 3.95f : a;
  float q = 2.0828849301324226e-05f;
  q = q * t - 0.00043139606714248657f;
  q = q * t + 0.004156266339123249f;
  q = q * t - 0.025080643594264984f;
  q = q * t + 0.1082204207777977f;
  q = q * t + 0.6334007978439331f;
  q = q * t + 1.129488468170166f;
  q = q * t - 0.00016920818598009646f;
  float far = with_sign(1.0f - vector_exp(-q), x);
  return a < 0.95f ? near : (x != x ? x : far);
}

// Where vector_sin and vector_cos hold; the whole number of quarter turns then has at most 20 bits,
// so that its product with the leading 33 bits of π/2 is exact.
#define APUS_TURNING_LIMIT 1e6f

/// sin(x + quarters · π/2) for |x| ≤ APUS_TURNING_LIMIT, computed in double.
INLINE float turned_sine(float x, int64_t quarters) {
  double shifted = (double)x * 0.63661977236758134 + 6755399441055744.0;
  double n = shifted - 6755399441055744.0;
  double r = ((double)x - n * 1.57079632673412561417e+00) - n * 6.07710050650619224932e-11;
  int64_t quadrant;
  memcpy(&quadrant, &shifted, 8);
  quadrant += quarters;
  // Taylor's polynomials, to degrees where the rest is below float32's resolution for |r| ≤ π/4.
  double s = r * r;
  double sine =
      r * (1.0 + s * (-1.0 / 6 + s * (1.0 / 120 + s * (-1.0 / 5040 + s * (1.0 / 362880)))));
  double cosine =
    1.0 + s * (-0.5 + s * (1.0 / 24 + s * (-1.0 / 720 + s * (1.0 / 40320 + s * (-1.0 / 3628800)))));
  double value = quadrant & 1 ? cosine : sine;
  return (float)(quadrant & 2 ? -value : value);
}
