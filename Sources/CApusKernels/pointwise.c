#include "pointwise.h"
#include "cast.h"
#include "multiversion.h"
#include "parallel.h"
#include "vector_math.h"

typedef struct {
  void (*values)(
    const void *restrict x, void *restrict out, int64_t n, apus_pointwise_constants constants);
  void (*gradients)(
    const void *restrict dy, const void *restrict x, void *restrict out, int64_t n,
    apus_pointwise_constants constants);
} pointwise_kernels;

/// The normal distribution function Φ(x), `bell` being e^(−½x²): to either side of 0 it is 1 − t or
/// t with the tail t = bell · P(1 / (1 + 0.3 |x|)), P a minimax fit within 6·10⁻⁸ of t for every x.
/// So a slope, which needs `bell` as well, takes one exponential.
INLINE float normal_share_of_float(float x, float bell) {
  float t = 1.0f / (1.0f + 0.3f * absolute(x));
  float p = 0.0383780412375927f;
  p = p * t - 0.16916503012180328f;
  p = p * t + 0.22865813970565796f;
  p = p * t - 0.07650455087423325f;
  p = p * t + 0.14253439009189606f;
  p = p * t + 0.0946839302778244f;
  p = p * t + 0.12192025780677795f;
  p = p * t + 0.1194876953959465f;
  p = p * t + 7.1684044087305665e-06f;
  return x < 0 ? bell * p : 1.0f - bell * p;
}

#define REAL float
#define TYPED(NAME) NAME##_float
#define EXP vector_exp
#define EXPM1 vector_expm1
#define NORMAL_SHARE normal_share_of_float
#define TANH vector_tanh
#define SIGMOID vector_sigmoid
#define SOFTPLUS vector_softplus
#define ARCTAN vector_atan
#include "pointwise_kernels.h"
#undef REAL
#undef TYPED
#undef EXP
#undef EXPM1
#undef NORMAL_SHARE
#undef TANH
#undef SIGMOID
#undef SOFTPLUS
#undef ARCTAN

INLINE double softplus_of_double(double x) {
  return (x < 0 ? 0 : x) + log1p(exp(-fabs(x)));
}

#define REAL double
#define TYPED(NAME) NAME##_double
#define EXP exp
#define EXPM1 expm1
#define NORMAL_SHARE(X, BELL) (0.5 * erfc(-0.70710678118654752 * (X)))
#define TANH tanh
#define SIGMOID sigmoid_of_double
#define SOFTPLUS softplus_of_double
#define ARCTAN atan
#include "pointwise_kernels.h"

typedef struct {
  pointwise_kernels kernels;
  apus_pointwise_constants constants;
  const char *dy;  // null for values
  const char *x;
  char *out;
  int64_t size;
} pointwise_work;

static void pointwise_range(void *context, int64_t begin, int64_t end) {
  const pointwise_work *work = context;
  int64_t offset = begin * work->size;
  if (work->dy) {
    work->kernels.gradients(
      work->dy + offset, work->x + offset, work->out + offset, end - begin, work->constants);
  } else {
    work->kernels.values(work->x + offset, work->out + offset, end - begin, work->constants);
  }
}

// bfloat16 goes through float32 a block at a time.
static void pointwise_bfloat16_range(void *context, int64_t begin, int64_t end) {
  enum { BLOCK = 512 };
  const pointwise_work *work = context;
  float dy[BLOCK], x[BLOCK], out[BLOCK];
  for (; begin < end; begin += BLOCK) {
    int64_t n = end - begin < BLOCK ? end - begin : BLOCK;
    apus_cast_here(work->x + begin * 2, APUS_BFLOAT16, x, APUS_FLOAT32, n);
    if (work->dy) {
      apus_cast_here(work->dy + begin * 2, APUS_BFLOAT16, dy, APUS_FLOAT32, n);
      work->kernels.gradients(dy, x, out, n, work->constants);
    } else {
      work->kernels.values(x, out, n, work->constants);
    }
    apus_cast_here(out, APUS_FLOAT32, work->out + begin * 2, APUS_BFLOAT16, n);
  }
}

static void run(
  apus_pointwise_function function, apus_pointwise_constants constants, apus_element_type type,
  const void *dy, const void *x, void *out, int64_t count) {
  pointwise_work work = {kernels_float[function], constants, dy, x, out, 4};
  if (type == APUS_FLOAT64) {
    work.kernels = kernels_double[function];
    work.size = 8;
  }
  apus_parallel(
    count, 4096, type == APUS_BFLOAT16 ? pointwise_bfloat16_range : pointwise_range, &work);
}

void apus_pointwise(
  apus_pointwise_function function, apus_pointwise_constants constants, apus_element_type type,
  const void *x, void *out, int64_t count) {
  run(function, constants, type, 0, x, out, count);
}

void apus_pointwise_gradient(
  apus_pointwise_function function, apus_pointwise_constants constants, apus_element_type type,
  const void *dy, const void *x, void *out, int64_t count) {
  run(function, constants, type, dy, x, out, count);
}
