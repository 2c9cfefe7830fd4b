// The functions of pointwise.h and their slopes for one type: REAL, with the elementary functions
// EXP, EXPM1, NORMAL_SHARE, TANH, SIGMOID, SOFTPLUS and ARCTAN of that type, and TYPED(name), which
// marks a name with it. No guard: included once for each type.

#define CONSTANTS REAL a, REAL b, REAL c, REAL d
#define VALUE(NAME) INLINE REAL TYPED(NAME##_value)(REAL x, CONSTANTS)
#define SLOPE(NAME) INLINE REAL TYPED(NAME##_slope)(REAL x, CONSTANTS)

VALUE(leaky_relu) { return x > 0 ? x : a * x; }
SLOPE(leaky_relu) { return x > 0 ? 1 : a; }

VALUE(exponential_linear) { return x > 0 ? a * x : b * EXPM1(c * x); }
SLOPE(exponential_linear) { return x > 0 ? a : b * c * EXP(c * x); }

VALUE(gelu) { return x * NORMAL_SHARE(x, EXP((REAL)-0.5 * x * x)); }
SLOPE(gelu) {
  REAL bell = EXP((REAL)-0.5 * x * x);
  return NORMAL_SHARE(x, bell) + x * ((REAL)0.39894228040143268 * bell);
}

// ½ (1 + tanh u) = σ(2u).
VALUE(gelu_tanh) {
  return x * SIGMOID((REAL)1.5957691216057308 * (x + (REAL)0.044715 * x * x * x));
}
SLOPE(gelu_tanh) {
  REAL s = SIGMOID((REAL)1.5957691216057308 * (x + (REAL)0.044715 * x * x * x));
  return s + x * s * (1 - s) * ((REAL)1.5957691216057308 * (1 + (REAL)0.134145 * x * x));
}

VALUE(swish) { return x * SIGMOID(a * x); }
SLOPE(swish) {
  REAL s = SIGMOID(a * x);
  return s + a * x * s * (1 - s);
}

// With e = e^(−|x|), tanh(ln(1 + eˣ)) is m / (m + r): for x ≥ 0 m = 1 + 2e and r = 2e², for x < 0
// m = e (e + 2) and r = 2. Nothing overflows, nothing cancels.
VALUE(mish) {
  REAL e = EXP(x < 0 ? x : -x);
  REAL m = x < 0 ? e * (e + 2) : 1 + 2 * e;
  REAL r = x < 0 ? 2 : 2 * e * e;
  return x * (m / (m + r));
}
SLOPE(mish) {
  REAL e = EXP(x < 0 ? x : -x);
  REAL m = x < 0 ? e * (e + 2) : 1 + 2 * e;
  REAL r = x < 0 ? 2 : 2 * e * e;
  REAL sum = m + r;
  REAL sigmoid = (x < 0 ? e : 1) / (1 + e);
  // 1 − (m / sum)² = r (2m + r) / sum²
  return (m + x * sigmoid * r * (2 * m + r) / sum) / sum;
}

VALUE(softplus) { return SOFTPLUS(a * x) / a; }
SLOPE(softplus) { return SIGMOID(a * x); }

VALUE(log_sigmoid) { return 0 - SOFTPLUS(-x); }
SLOPE(log_sigmoid) { return SIGMOID(-x); }

VALUE(logistic) { return SIGMOID(a * x); }
SLOPE(logistic) {
  REAL s = SIGMOID(a * x);
  return a * s * (1 - s);
}

VALUE(scaled_tanh) { return TANH(a * x); }
SLOPE(scaled_tanh) {
  REAL t = TANH(a * x);
  return a * (1 - t * t);
}

VALUE(arctan) { return ARCTAN(x); }
SLOPE(arctan) { return 1 / (1 + x * x); }

VALUE(softsign) { return x / (1 + (x < 0 ? -x : x)); }
SLOPE(softsign) {
  REAL size = 1 + (x < 0 ? -x : x);
  return 1 / (size * size);
}

// √(x² + a), without the square where it could overflow.
#define SQUAREPLUS_ROOT                                                                            \
  REAL size = x < 0 ? -x : x;                                                                      \
  REAL root = size > (REAL)1e18 ? size : __builtin_elementwise_sqrt(x * x + a);
// Below 0 the sum would cancel: (root − |x|) / 2 = a / (2 (root + |x|)).
VALUE(squareplus) {
  SQUAREPLUS_ROOT
  REAL half = (REAL)0.5 * size + (REAL)0.5 * root;
  return x < 0 ? (REAL)0.25 * a / half : half;
}
SLOPE(squareplus) {
  SQUAREPLUS_ROOT
  REAL upper = size > (REAL)1e18 ? 1 : (REAL)0.5 + (REAL)0.5 * size / root;
  return x < 0 ? (REAL)0.25 * a / (root * ((REAL)0.5 * size + (REAL)0.5 * root)) : upper;
}

VALUE(ramp) {
  REAL y = a * x + (b == 0 ? (REAL)-0.0 : b);  // −0 added keeps the sign of a zero
  y = y < c ? c : y;
  return y > d ? d : y;
}
SLOPE(ramp) {
  REAL y = a * x + b;
  return y <= c || y >= d ? 0 : a;
}

VALUE(hard_silu) {
  REAL gate = x + 3 < 0 ? 0 : x + 3;
  gate = gate > 6 ? 6 : gate;
  return x * (gate * (REAL)(1.0 / 6));
}
SLOPE(hard_silu) { return x <= -3 ? 0 : x > 3 ? 1 : (2 * x + 3) * (REAL)(1.0 / 6); }

VALUE(tanh_shrink) { return x - TANH(x); }
SLOPE(tanh_shrink) {
  REAL t = TANH(x);
  return t * t;
}

VALUE(soft_shrink) { return x > a ? x - a : x < -a ? x + a : x - x; }
SLOPE(soft_shrink) { return x > a || x < -a ? 1 : 0; }

VALUE(hard_shrink) { return x > a || x < -a ? x : x - x; }
SLOPE(hard_shrink) { return x > a || x < -a ? 1 : 0; }

VALUE(threshold) { return x <= a ? b : x; }
SLOPE(threshold) { return x > a ? 1 : 0; }

VALUE(step) { return x != x ? x : x < a ? b : 1; }
SLOPE(step) { return 0 * x; }

VALUE(sparse_plus) {
  return x <= -1 ? 0 : x < 1 ? (REAL)0.25 * (x + 1) * (x + 1) : x;
}
SLOPE(sparse_plus) { return x <= -1 ? 0 : x < 1 ? (REAL)0.5 * (x + 1) : 1; }

#define LOOPS(NAME)                                                                                \
  APUS_MULTIVERSION static void TYPED(NAME##_values)(                                              \
    const void *restrict in, void *restrict out, int64_t n, apus_pointwise_constants constants) {  \
    const REAL *restrict from = in;                                                                \
    REAL *restrict to = out;                                                                       \
    REAL a = (REAL)constants.a, b = (REAL)constants.b, c = (REAL)constants.c;                      \
    REAL d = (REAL)constants.d;                                                                    \
    for (int64_t i = 0; i < n; i++) to[i] = TYPED(NAME##_value)(from[i], a, b, c, d);              \
  }                                                                                                \
  APUS_MULTIVERSION static void TYPED(NAME##_gradients)(                                           \
    const void *restrict dy, const void *restrict in, void *restrict out, int64_t n,               \
    apus_pointwise_constants constants) {                                                          \
    const REAL *restrict above = dy;                                                               \
    const REAL *restrict from = in;                                                                \
    REAL *restrict to = out;                                                                       \
    REAL a = (REAL)constants.a, b = (REAL)constants.b, c = (REAL)constants.c;                      \
    REAL d = (REAL)constants.d;                                                                    \
    for (int64_t i = 0; i < n; i++) to[i] = above[i] * TYPED(NAME##_slope)(from[i], a, b, c, d);   \
  }
#define POINTWISE(CONSTANT, NAME) LOOPS(NAME)
#include "lists/pointwise.def"
#undef POINTWISE

#define POINTWISE(CONSTANT, NAME) \
  [APUS_##CONSTANT] = {TYPED(NAME##_values), TYPED(NAME##_gradients)},
static const pointwise_kernels TYPED(kernels)[APUS_POINTWISE_FUNCTIONS] = {
#include "lists/pointwise.def"
};
#undef POINTWISE

#undef CONSTANTS
#undef VALUE
#undef SLOPE
#undef LOOPS
#undef SQUAREPLUS_ROOT
