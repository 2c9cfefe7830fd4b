#include "bfloat16.h"
#include "cast.h"
#include "elementwise.h"
#include "multiversion.h"
#include "parallel.h"
#include "vector_math.h"

typedef void (*unary_kernel)(const void *restrict, void *restrict, int64_t);

#define UNARY(NAME, FROM, TO, EXPRESSION)                                                          \
  APUS_MULTIVERSION static void NAME(const void *restrict in, void *restrict out, int64_t n) {     \
    const FROM *restrict from = in;                                                                \
    TO *restrict to = out;                                                                         \
    for (int64_t i = 0; i < n; i++) {                                                              \
      FROM x = from[i];                                                                            \
      to[i] = EXPRESSION;                                                                          \
    }                                                                                              \
  }

// Whole numbers compute unsigned, so that overflow wraps.
#define WHOLE(TYPE, UNSIGNED)                                                                      \
  UNARY(negate_##TYPE, TYPE, TYPE, (TYPE)(0 - (UNSIGNED)x))                                        \
  UNARY(abs_##TYPE, TYPE, TYPE, (TYPE)(x < 0 ? 0 - (UNSIGNED)x : (UNSIGNED)x))                     \
  UNARY(sign_##TYPE, TYPE, TYPE, (TYPE)((x > 0) - (x < 0)))                                        \
  UNARY(square_##TYPE, TYPE, TYPE, (TYPE)((UNSIGNED)x * (UNSIGNED)x))                              \
  UNARY(relu_##TYPE, TYPE, TYPE, x > 0 ? x : 0)
WHOLE(int32_t, uint32_t)
WHOLE(int64_t, uint64_t)
WHOLE(uint8_t, uint32_t)

// Both floating-point types, each with its own function of the library.
#define BOTH(NAME, SINGLE, DOUBLE)          \
  UNARY(NAME##_float, float, float, SINGLE) \
  UNARY(NAME##_double, double, double, DOUBLE)
BOTH(negate, -x, -x)
BOTH(abs, __builtin_elementwise_abs(x), __builtin_elementwise_abs(x))
BOTH(sign, x != x ? x : (float)((x > 0) - (x < 0)), x != x ? x : (double)((x > 0) - (x < 0)))
BOTH(square, x * x, x * x)
BOTH(relu, x < 0 ? 0.0f : x, x < 0 ? 0.0 : x)
BOTH(exp, vector_exp(x), exp(x))
BOTH(expm1, vector_expm1(x), expm1(x))
BOTH(exp2, exp2f(x), exp2(x))
BOTH(log, vector_log(x), log(x))
BOTH(log1p, vector_log1p(x), log1p(x))
BOTH(log2, log2f(x), log2(x))
BOTH(log10, log10f(x), log10(x))
BOTH(sqrt, __builtin_elementwise_sqrt(x), __builtin_elementwise_sqrt(x))
BOTH(rsqrt, 1.0f / __builtin_elementwise_sqrt(x), 1.0 / __builtin_elementwise_sqrt(x))
BOTH(reciprocal, 1.0f / x, 1.0 / x)
UNARY(sin_double, double, double, sin(x))
UNARY(cos_double, double, double, cos(x))
BOTH(tan, tanf(x), tan(x))
BOTH(asin, asinf(x), asin(x))
BOTH(acos, acosf(x), acos(x))
BOTH(atan, vector_atan(x), atan(x))
BOTH(sinh, sinhf(x), sinh(x))
BOTH(cosh, coshf(x), cosh(x))
BOTH(tanh, vector_tanh(x), tanh(x))
BOTH(asinh, asinhf(x), asinh(x))
BOTH(acosh, acoshf(x), acosh(x))
BOTH(atanh, atanhf(x), atanh(x))
BOTH(erf, vector_erf(x), erf(x))
BOTH(erfc, erfcf(x), erfc(x))
BOTH(floor, floorf(x), floor(x))
BOTH(ceil, ceilf(x), ceil(x))
BOTH(round, __builtin_elementwise_roundeven(x), __builtin_elementwise_roundeven(x))
BOTH(trunc, truncf(x), trunc(x))
UNARY(sigmoid_float, float, float, vector_sigmoid(x))

// Blocks that reach beyond the limit of the short argument reduction go to the library.
#define TURNING(NAME, QUARTERS, LIBRARY)                                                           \
  APUS_MULTIVERSION static void NAME(const void *restrict in, void *restrict out, int64_t count) { \
    enum { BLOCK = 256 };                                                                          \
    for (int64_t begin = 0; begin < count; begin += BLOCK) {                                       \
      const float *restrict from = (const float *)in + begin;                                      \
      float *restrict to = (float *)out + begin;                                                   \
      int64_t n = count - begin < BLOCK ? count - begin : BLOCK;                                   \
      int32_t beyond = 0;                                                                          \
      for (int64_t i = 0; i < n; i++) beyond |= !(absolute(from[i]) <= APUS_TURNING_LIMIT);        \
      if (beyond) {                                                                                \
        for (int64_t i = 0; i < n; i++) to[i] = LIBRARY(from[i]);                                  \
      } else {                                                                                     \
        for (int64_t i = 0; i < n; i++) to[i] = turned_sine(from[i], QUARTERS);                    \
      }                                                                                            \
    }                                                                                              \
  }
TURNING(sin_float, 0, sinf)
TURNING(cos_float, 1, cosf)

static void sigmoid_double(const void *restrict in, void *restrict out, int64_t n) {
  const double *from = in;
  double *to = out;
  for (int64_t i = 0; i < n; i++) {
    double e = exp(-fabs(from[i]));
    to[i] = (from[i] < 0 ? e : 1.0) / (1.0 + e);
  }
}

UNARY(is_nan_float, float, uint8_t, x != x)
UNARY(is_finite_float, float, uint8_t, x - x == 0)
UNARY(is_infinite_float, float, uint8_t, absolute(x) == INFINITY)
UNARY(is_nan_double, double, uint8_t, x != x)
UNARY(is_finite_double, double, uint8_t, x - x == 0)
UNARY(is_infinite_double, double, uint8_t, __builtin_elementwise_abs(x) == INFINITY)

#define FLOATING(NAME) {NAME##_float, NAME##_double}
static const unary_kernel floating[APUS_UNARY_OPERATIONS][2] = {
  [APUS_NEGATE] = FLOATING(negate), [APUS_ABS] = FLOATING(abs), [APUS_SIGN] = FLOATING(sign),
  [APUS_SQUARE] = FLOATING(square), [APUS_RELU] = FLOATING(relu), [APUS_EXP] = FLOATING(exp),
  [APUS_EXPM1] = FLOATING(expm1), [APUS_EXP2] = FLOATING(exp2), [APUS_LOG] = FLOATING(log),
  [APUS_LOG1P] = FLOATING(log1p), [APUS_LOG2] = FLOATING(log2), [APUS_LOG10] = FLOATING(log10),
  [APUS_SQRT] = FLOATING(sqrt), [APUS_RSQRT] = FLOATING(rsqrt),
  [APUS_RECIPROCAL] = FLOATING(reciprocal), [APUS_SIN] = FLOATING(sin), [APUS_COS] = FLOATING(cos),
  [APUS_TAN] = FLOATING(tan), [APUS_ASIN] = FLOATING(asin), [APUS_ACOS] = FLOATING(acos),
  [APUS_ATAN] = FLOATING(atan), [APUS_SINH] = FLOATING(sinh), [APUS_COSH] = FLOATING(cosh),
  [APUS_TANH] = FLOATING(tanh), [APUS_ASINH] = FLOATING(asinh), [APUS_ACOSH] = FLOATING(acosh),
  [APUS_ATANH] = FLOATING(atanh), [APUS_SIGMOID] = FLOATING(sigmoid), [APUS_ERF] = FLOATING(erf),
  [APUS_ERFC] = FLOATING(erfc),
  [APUS_FLOOR] = FLOATING(floor), [APUS_CEIL] = FLOATING(ceil), [APUS_ROUND] = FLOATING(round),
  [APUS_TRUNC] = FLOATING(trunc), [APUS_IS_NAN] = FLOATING(is_nan),
  [APUS_IS_FINITE] = FLOATING(is_finite), [APUS_IS_INFINITE] = FLOATING(is_infinite),
};

#define WHOLES(NAME) {NAME##_int32_t, NAME##_int64_t, NAME##_uint8_t}
static const unary_kernel whole[APUS_RELU + 1][3] = {
  [APUS_NEGATE] = WHOLES(negate), [APUS_ABS] = WHOLES(abs), [APUS_SIGN] = WHOLES(sign),
  [APUS_SQUARE] = WHOLES(square), [APUS_RELU] = WHOLES(relu),
};

typedef struct {
  unary_kernel kernel;
  const char *in;
  char *out;
  int64_t in_size, out_size;
} unary_work;

static void unary_range(void *context, int64_t begin, int64_t end) {
  const unary_work *work = context;
  work->kernel(work->in + begin * work->in_size, work->out + begin * work->out_size, end - begin);
}

// bfloat16 goes through float32 a block at a time.
static void bfloat16_range(void *context, int64_t begin, int64_t end) {
  enum { BLOCK = 512 };
  const unary_work *work = context;
  float in[BLOCK], out[BLOCK];
  while (begin < end) {
    int64_t n = end - begin < BLOCK ? end - begin : BLOCK;
    apus_cast_here(work->in + begin * 2, APUS_BFLOAT16, in, APUS_FLOAT32, n);
    char *to = work->out + begin * work->out_size;
    if (work->out_size == 1) {
      work->kernel(in, to, n);
    } else {
      work->kernel(in, out, n);
      apus_cast_here(out, APUS_FLOAT32, to, APUS_BFLOAT16, n);
    }
    begin += n;
  }
}

void apus_unary(apus_unary_operation operation, apus_element_type type, const void *in, void *out,
                int64_t count) {
  int is_test = operation >= APUS_IS_NAN;
  int is_cheap = operation <= APUS_RELU || operation >= APUS_FLOOR;
  int64_t grain = is_cheap ? 16384 : 4096;
  unary_work work = {0, in, out, 4, 4};
  apus_range_body body = unary_range;
  switch (type) {
    case APUS_FLOAT32: work.kernel = floating[operation][0]; break;
    case APUS_FLOAT64:
      work.kernel = floating[operation][1];
      work.in_size = work.out_size = 8;
      break;
    case APUS_BFLOAT16:
      work.kernel = floating[operation][0];
      work.in_size = work.out_size = 2;
      body = bfloat16_range;
      break;
    case APUS_INT32: work.kernel = whole[operation][0]; break;
    case APUS_INT64:
      work.kernel = whole[operation][1];
      work.in_size = work.out_size = 8;
      break;
    default:
      work.kernel = whole[operation][2];
      work.in_size = work.out_size = 1;
  }
  if (is_test) work.out_size = 1;
  apus_parallel(count, grain, body, &work);
}
