#include "gated.h"
#include "multiversion.h"
#include "parallel.h"
#include "vector_math.h"
#include "real_kernel.h"

enum { GRAIN = 16384 };  // elements that are worth another thread

#define DEFINE(T, S, SIGMOID)                                                                      \
  typedef struct {                                                                                 \
    int64_t width;                                                                                 \
    const T *x, *dy;                                                                               \
    T *out;                                                                                        \
  } work_##S;                                                                                      \
                                                                                                   \
  static APUS_MULTIVERSION void values_##S(void *context, int64_t begin, int64_t end) {            \
    const work_##S *w = context;                                                                   \
    const int64_t width = w->width;                                                                \
    for (int64_t row = begin; row < end; row++) {                                                  \
      const T *restrict a = w->x + 2 * row * width, *restrict b = a + width;                       \
      T *restrict out = w->out + row * width;                                                      \
      for (int64_t j = 0; j < width; j++) out[j] = a[j] * SIGMOID(b[j]);                           \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  static APUS_MULTIVERSION void gradients_##S(void *context, int64_t begin, int64_t end) {         \
    const work_##S *w = context;                                                                   \
    const int64_t width = w->width;                                                                \
    for (int64_t row = begin; row < end; row++) {                                                  \
      const T *restrict a = w->x + 2 * row * width, *restrict b = a + width;                       \
      const T *restrict dy = w->dy + row * width;                                                  \
      T *restrict da = w->out + 2 * row * width, *restrict db = da + width;                        \
      for (int64_t j = 0; j < width; j++) {                                                        \
        const T s = SIGMOID(b[j]), through = dy[j] * s;                                            \
        da[j] = through;                                                                           \
        db[j] = through * a[j] * (1 - s);                                                          \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  void apus_glu_##S(int64_t rows, int64_t width, const T *x, T *out) {                             \
    work_##S w = {.width = width, .x = x, .out = out};                                             \
    apus_parallel(rows, GRAIN / (width + 1) + 1, values_##S, &w);                                  \
  }                                                                                                \
                                                                                                   \
  void apus_glu_gradient_##S(int64_t rows, int64_t width, const T *dy, const T *x, T *dx) {        \
    work_##S w = {.width = width, .x = x, .dy = dy, .out = dx};                                    \
    apus_parallel(rows, GRAIN / (width + 1) + 1, gradients_##S, &w);                               \
  }

DEFINE(float, f32, vector_sigmoid)
DEFINE(double, f64, sigmoid_of_double)

APUS_REAL_KERNEL(
  void, apus_glu,
  (apus_element_type type, int64_t rows, int64_t width, const void *x, void *out),
  (rows, width, x, out))
APUS_REAL_KERNEL(
  void, apus_glu_gradient,
  (apus_element_type type, int64_t rows, int64_t width, const void *dy, const void *x, void *dx),
  (rows, width, dy, x, dx))
