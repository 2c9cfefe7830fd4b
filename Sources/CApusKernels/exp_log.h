// Exponential and logarithm as branch-free polynomials that compilers turn into vector code.
//
// The coefficients are those of the Taylor series; arguments are first brought so near to 0 that
// the terms left out are below the type's precision.
#pragma once
#include "inline.h"
#include <stdint.h>

INLINE float float_of(uint32_t bits) { union { uint32_t i; float f; } u = {bits}; return u.f; }
INLINE uint32_t bits_of(float x) { union { float f; uint32_t i; } u = {x}; return u.i; }
INLINE double double_of(uint64_t bits) { union { uint64_t i; double f; } u = {bits}; return u.f; }
INLINE uint64_t bits_of_double(double x) { union { double f; uint64_t i; } u = {x}; return u.i; }

// e^x for x ≤ 0: 2^n e^r with r in ±½ ln 2; 0 where the result is below the normal numbers; NaN
// stays NaN.
INLINE float exp_nonpositive_f32(float x) {
  const float shift = 12582912.0f;  // 1.5 · 2^23: adding it rounds to a whole number
  float bounded = x < -87.0f ? -87.0f : x;
  float shifted = bounded * 1.44269504f + shift, n = shifted - shift;
  float r = bounded - n * 0.693359375f + n * 2.12194440e-4f;
  float p =
      1 +
      r * (1 + r * (0.5f + r * (1.0f / 6 + r * (1.0f / 24 + r * (1.0f / 120 + r * (1.0f / 720))))));
  float scale = float_of((bits_of(shifted) - bits_of(shift) + 127) << 23);
  return x < -87.0f ? 0 : p * scale;
}

INLINE double exp_nonpositive_f64(double x) {
  const double shift = 6755399441055744.0;  // 1.5 · 2^52
  double bounded = x < -708.0 ? -708.0 : x;
  double shifted = bounded * 1.4426950408889634 + shift, n = shifted - shift;
  double r = bounded - n * 6.93147180369123816490e-01 - n * 1.90821492927058770002e-10;
  double p = 1 + r * (1.0 / 13);
  for (int k = 12; k >= 1; k--) p = 1 + p * (r / k);
  double scale = double_of((bits_of_double(shifted) - bits_of_double(shift) + 1023) << 52);
  return x < -708.0 ? 0 : p * scale;
}

// ln x for normal x > 0: x = 2^n m with m in √½ … √2, ln m = 2 artanh((m − 1) / (m + 1)). NaN,
// whose bits would pass for a large number, stays NaN, and ∞ stays ∞.
INLINE float log_positive_f32(float x) {
  uint32_t bits = bits_of(x), offset = bits - 0x3F3504F3u;
  float n = (float)((int32_t)offset >> 23), m = float_of((offset & 0x007FFFFFu) + 0x3F3504F3u);
  float s = (m - 1) / (m + 1), q = s * s;
  float p = 1 + q * (1.0f / 3 + q * (1.0f / 5 + q * (1.0f / 7 + q * (1.0f / 9))));
  return x <= 3.40282347e38f ? n * 0.69314718f + 2 * s * p : x;
}

INLINE double log_positive_f64(double x) {
  uint64_t bits = bits_of_double(x), offset = bits - 0x3FE6A09E667F3BCDu;
  double n = (double)(int32_t)((int64_t)offset >> 52);
  double m = double_of((offset & 0x000FFFFFFFFFFFFFu) + 0x3FE6A09E667F3BCDu);
  double s = (m - 1) / (m + 1), q = s * s, p = 1.0 / 23;
  for (int k = 21; k >= 1; k -= 2) p = 1.0 / k + q * p;
  return x <= 1.7976931348623157e308 ? n * 0.6931471805599453 + 2 * s * p : x;
}

// ln(1 + y) for 0 ≤ y ≤ 1, exact to the last bits also where y is tiny.
INLINE float log1p_unit_f32(float y) {
  float s = y / (2 + y), q = s * s, p = 1.0f / 17;
  for (int k = 15; k >= 1; k -= 2) p = 1.0f / (float)k + q * p;
  return 2 * s * p;
}

INLINE double log1p_unit_f64(double y) {
  double s = y / (2 + y), q = s * s, p = 1.0 / 35;
  for (int k = 33; k >= 1; k -= 2) p = 1.0 / k + q * p;
  return 2 * s * p;
}
