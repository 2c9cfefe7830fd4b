// Activations of single elements in one pass over memory, and their gradients in another.
#pragma once
#include "elements.h"

// a, b, c, d are the function's constants.
typedef enum {
  APUS_LEAKY_RELU,          // x > 0 ? x : a x
  APUS_EXPONENTIAL_LINEAR,  // x > 0 ? a x : b (e^(c x) − 1)
  APUS_GELU,                // x Φ(x)
  APUS_GELU_TANH,           // x σ(2 √(2/π) (x + 0.044715 x³))
  APUS_SWISH,               // x σ(a x)
  APUS_MISH,                // x tanh(ln(1 + eˣ))
  APUS_SOFTPLUS,            // ln(1 + e^(a x)) / a
  APUS_LOG_SIGMOID,         // −ln(1 + e⁻ˣ)
  APUS_LOGISTIC,            // σ(a x)
  APUS_SCALED_TANH,         // tanh(a x)
  APUS_ARCTAN,              // arctan x
  APUS_SOFTSIGN,            // x / (1 + |x|)
  APUS_SQUAREPLUS,          // (x + √(x² + a)) / 2
  APUS_RAMP,                // a x + b between c and d
  APUS_HARD_SILU,           // x min(max(x + 3, 0), 6) / 6
  APUS_TANH_SHRINK,         // x − tanh x
  APUS_SOFT_SHRINK,         // x moved by a towards 0, at most to 0
  APUS_HARD_SHRINK,         // |x| > a ? x : 0
  APUS_THRESHOLD,           // x > a ? x : b
  APUS_STEP,                // x < a ? b : 1
  APUS_SPARSE_PLUS,         // x ≤ −1 ? 0 : x < 1 ? (x + 1)² / 4 : x
  APUS_POINTWISE_FUNCTIONS
} apus_pointwise_function;

typedef struct { double a, b, c, d; } apus_pointwise_constants;

/// out[i] = f(x[i]). Floating point only.
void apus_pointwise(
  apus_pointwise_function function, apus_pointwise_constants constants, apus_element_type type,
  const void *x, void *out, int64_t count);

/// out[i] = dy[i] f′(x[i]); at a corner the slope of the left side. Floating point only.
void apus_pointwise_gradient(
  apus_pointwise_function function, apus_pointwise_constants constants, apus_element_type type,
  const void *dy, const void *x, void *out, int64_t count);
