// Pooling: rows of the result are shared out, channels make the vectors. The gradients gather from
// the windows over an element instead of scattering into it, so rows stay independent and sums keep
// one order.
#include "pooling.h"
#include "parallel.h"
#include "windows.h"
#include "real_kernel.h"

/// The places of one axis that window `at` covers, clipped to the image.
static inline range covered(int64_t at, int64_t stride, int64_t pad, int64_t window, int64_t size) {
  int64_t begin = at * stride - pad, end = begin + window;
  return (range){begin < 0 ? 0 : begin, end > size ? size : end};
}

/// The windows of one axis that cover place `at`.
static inline range covering(int64_t at, int64_t stride, int64_t pad, int64_t window, int64_t out) {
  // places fit 32 bits, and those divide faster
  uint32_t place = (uint32_t)(at + pad), step = (uint32_t)stride;
  int64_t end = place / step + 1;
  int64_t begin = place < window ? 0 : (place - (uint32_t)window) / step + 1;
  return (range){begin, end > out ? out : end};
}

/// The part `at` of `parts` that together cover `size` places, neighbours sharing the places
/// between them. The places' parts are found by the same rule: a part covers a place where their
/// shares of the axis overlap.
static inline range divided(int64_t at, int64_t parts, int64_t size) {
  return (range){at * size / parts, ((at + 1) * size + parts - 1) / parts};
}

static inline int is_single(range h, range w) {
  return h.end - h.begin == 1 && w.end - w.begin == 1;
}

static inline range covered_rows(const apus_pool2d *p, int64_t oh) {
  if (!p->stride_height) return divided(oh, p->out_height, p->height);
  return covered(oh, p->stride_height, p->pad_top, p->window_height, p->height);
}
static inline range covered_columns(const apus_pool2d *p, int64_t ow) {
  if (!p->stride_width) return divided(ow, p->out_width, p->width);
  return covered(ow, p->stride_width, p->pad_left, p->window_width, p->width);
}
static inline range covering_rows(const apus_pool2d *p, int64_t h) {
  if (!p->stride_height) return divided(h, p->height, p->out_height);
  return covering(h, p->stride_height, p->pad_top, p->window_height, p->out_height);
}
static inline range covering_columns(const apus_pool2d *p, int64_t w) {
  if (!p->stride_width) return divided(w, p->width, p->out_width);
  return covering(w, p->stride_width, p->pad_left, p->window_width, p->out_width);
}

// Divisions cost more than pooling a pixel does, so the windows over each column are looked up.
enum { TABLE = 256 };
static void tabulate_columns(const apus_pool2d *p, range *table) {
  for (int64_t w = 0; w < least(p->width, TABLE); w++) table[w] = covering_columns(p, w);
}

/// Rows a thread must get for the team to be worth waking.
static inline int64_t grain(int64_t row_elements) {
  return 1 + 16384 / (row_elements < 1 ? 1 : row_elements);
}

#define REAL float
#define BITS int32_t
#define NAME(name) name##_f32
#include "pooling_kernels.h"
#undef REAL
#undef BITS
#undef NAME

#define REAL double
#define BITS int64_t
#define NAME(name) name##_f64
#include "pooling_kernels.h"

APUS_REAL_KERNEL(
  void, apus_max_pool2d,
  (apus_element_type type, const apus_pool2d *shape, const void *x, void *y, int32_t *indices),
  (shape, x, y, indices))
APUS_REAL_KERNEL(
  void, apus_max_pool2d_gradient,
  (apus_element_type type, const apus_pool2d *shape, const void *dy, const int32_t *indices,
   void *dx),
  (shape, dy, indices, dx))
APUS_REAL_KERNEL(
  void, apus_max_pool2d_gather,
  (apus_element_type type, const apus_pool2d *shape, const void *x, const int32_t *indices,
   void *y),
  (shape, x, indices, y))
APUS_REAL_KERNEL(
  void, apus_average_pool2d,
  (apus_element_type type, const apus_pool2d *shape, int count_includes_padding, const void *x,
   void *y),
  (shape, count_includes_padding, x, y))
APUS_REAL_KERNEL(
  void, apus_average_pool2d_gradient,
  (apus_element_type type, const apus_pool2d *shape, int count_includes_padding, const void *dy,
   void *dx),
  (shape, count_includes_padding, dy, dx))
