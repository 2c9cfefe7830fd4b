// Activations of single elements, free of branches and calls so that loops over them become vector
// code.
#pragma once
#include <stdint.h>

typedef enum {
  APUS_ACTIVATION_NONE = 0,
  APUS_ACTIVATION_RELU = 1,
  APUS_ACTIVATION_TANH = 2,
  APUS_ACTIVATION_SIGMOID = 3,
} apus_activation;

#define APUS_INLINE static inline __attribute__((always_inline))

/// eˣ for -87 ≤ x ≤ 88, relative error below 2e-7; beyond, the value at the nearer bound. NaN stays
/// NaN.
APUS_INLINE float apus_fast_exp(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  // x = n ln 2 + r: adding 1.5 · 2²³ rounds to an integer, which then sits in the sum's low bits.
  union { float value; uint32_t bits; } rounded = {x * 1.44269504f + 12582912.0f}, power;
  float n = rounded.value - 12582912.0f;
  float r = (x - n * 0.693145752f) - n * 1.42860677e-6f;
  float q = 0.00138131f * r + 0.00836942f;
  q = q * r + 0.04166846f;
  q = q * r + 0.16666515f;
  q = q * r + 0.49999993f;
  power.bits = (rounded.bits << 23) + 0x3f800000u;
  return (1.0f + (r + r * r * q)) * power.value;
}

/// max(x, 0). NaN stays NaN.
APUS_INLINE float apus_relu(float x) { return x < 0 ? 0 : x; }

/// 1 / (1 + e⁻ˣ), with small relative error also where it nears 0; 0 below -87.
APUS_INLINE float apus_fast_sigmoid(float x) {
  float e = apus_fast_exp(x < 0 ? x : -x), s = 1.0f / (1.0f + e);
  return x < -87.0f ? 0 : x < 0 ? e * s : s;
}

/// (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ); near 0 an odd polynomial, because the quotient would cancel.
APUS_INLINE float apus_fast_tanh(float x) {
  float size = x < 0 ? -x : x, square = x * x;
  float p = -0.00627424f * square + 0.02107168f;
  p = p * square - 0.05385231f;
  p = p * square + 0.13332586f;
  p = p * square - 0.33333318f;
  float near = x * (1.0f + square * p);  // −0 for −0
  float far = 1.0f - 2.0f / (apus_fast_exp(2.0f * size) + 1.0f);
  return size < 0.55f ? near : x < 0 ? -far : far;
}

APUS_INLINE float apus_activate(float x, apus_activation activation) {
  switch (activation) {
  case APUS_ACTIVATION_NONE: return x;
  case APUS_ACTIVATION_RELU: return apus_relu(x);
  case APUS_ACTIVATION_TANH: return apus_fast_tanh(x);
  case APUS_ACTIVATION_SIGMOID: return apus_fast_sigmoid(x);
  }
  return x;
}
