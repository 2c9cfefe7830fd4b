#include "softmax.h"
#include "inline.h"
#include <stddef.h>
#include "exp_log.h"
#include "multiversion.h"
#include "parallel.h"
#include "real_kernel.h"

// Rows are worked on in blocks that stay in the nearest cache: exponentials run over a whole block
// at once, so rows of ten classes are vectorised as well as rows of a thousand.
enum { BLOCK = 2048, LANES = 16, TILE = 64, WORK = 8192 };

static int64_t grain_of(int64_t n) { return n < WORK ? WORK / (n < 1 ? 1 : n) : 1; }

static int64_t label_at(apus_labels labels, int64_t row) {
  switch (labels.width) {
    case 1: return ((const uint8_t *)labels.elements)[row];
    case 4: return ((const int32_t *)labels.elements)[row];
    default: return ((const int64_t *)labels.elements)[row];
  }
}

#define T float
#define NAME(name) name##_f32
#include "softmax_kernels.h"
#undef T
#undef NAME
#define T double
#define NAME(name) name##_f64
#include "softmax_kernels.h"

APUS_REAL_KERNEL(
  void, apus_softmax,
  (apus_element_type type, int64_t outer, int64_t n, int64_t inner, const void *x, void *out),
  (outer, n, inner, x, out))
APUS_REAL_KERNEL(
  void, apus_log_softmax,
  (apus_element_type type, int64_t outer, int64_t n, int64_t inner, const void *x, void *out),
  (outer, n, inner, x, out))
APUS_REAL_KERNEL(
  void, apus_softmax_gradient,
  (apus_element_type type, int64_t outer, int64_t n, int64_t inner, const void *p, const void *g,
   void *out),
  (outer, n, inner, p, g, out))
APUS_REAL_KERNEL(
  void, apus_log_softmax_gradient,
  (apus_element_type type, int64_t outer, int64_t n, int64_t inner, const void *y, const void *g,
   void *out),
  (outer, n, inner, y, g, out))
APUS_REAL_KERNEL(
  int64_t, apus_sparse_cross_entropy,
  (apus_element_type type, int64_t rows, int64_t n, const void *x, apus_labels labels, void *losses,
   void *probabilities),
  (rows, n, x, labels, losses, probabilities))
APUS_REAL_KERNEL(
  void, apus_sparse_cross_entropy_gradient,
  (apus_element_type type, int64_t rows, int64_t n, const void *p, apus_labels labels,
   const void *g, void *out),
  (rows, n, p, labels, g, out))
APUS_REAL_KERNEL(
  void, apus_cross_entropy,
  (apus_element_type type, int64_t rows, int64_t n, const void *x, const void *targets,
   void *losses, void *probabilities),
  (rows, n, x, targets, losses, probabilities))
APUS_REAL_KERNEL(
  void, apus_cross_entropy_gradient,
  (apus_element_type type, int64_t rows, int64_t n, const void *p, const void *targets,
   const void *g, void *out),
  (rows, n, p, targets, g, out))
APUS_REAL_KERNEL(
  void, apus_sigmoid_cross_entropy,
  (apus_element_type type, int64_t n, const void *x, const void *z, void *out),
  (n, x, z, out))
