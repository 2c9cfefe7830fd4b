// Pooling: rows of the result are shared out, channels make the vectors. The gradients gather from the windows over an
// element instead of scattering into it, so rows stay independent and sums keep one order.
#include "pooling.h"
#include "parallel.h"
#include <math.h>
#include <string.h>

#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONES
#endif
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wpsabi"  // vectors pass between functions only where those are inlined
#endif
#define INLINE static inline __attribute__((always_inline))

enum { LANES = 8 };
typedef int32_t places __attribute__((vector_size(LANES * 4)));
typedef int32_t places_anywhere __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
#define all_equal(zeros, value) ((zeros) + (value))

static inline int64_t at_most(int64_t a, int64_t b) { return a < b ? a : b; }

typedef struct {
  int64_t begin, end;
} range;

/// The places of one axis that window `at` covers, clipped to the image.
static inline range covered(int64_t at, int64_t stride, int64_t pad, int64_t window, int64_t size) {
  int64_t begin = at * stride - pad, end = begin + window;
  return (range){begin < 0 ? 0 : begin, end > size ? size : end};
}

/// The windows of one axis that cover place `at`.
static inline range covering(int64_t at, int64_t stride, int64_t pad, int64_t window, int64_t out) {
  uint32_t place = (uint32_t)(at + pad), step = (uint32_t)stride;  // places fit 32 bits, and those divide faster
  int64_t end = place / step + 1;
  int64_t begin = place < window ? 0 : (place - (uint32_t)window) / step + 1;
  return (range){begin, end > out ? out : end};
}

static inline int is_single(range h, range w) { return h.end - h.begin == 1 && w.end - w.begin == 1; }

static inline range covered_rows(const apus_pool2d *p, int64_t oh) {
  return covered(oh, p->stride_height, p->pad_top, p->window_height, p->height);
}
static inline range covered_columns(const apus_pool2d *p, int64_t ow) {
  return covered(ow, p->stride_width, p->pad_left, p->window_width, p->width);
}
static inline range covering_rows(const apus_pool2d *p, int64_t h) {
  return covering(h, p->stride_height, p->pad_top, p->window_height, p->out_height);
}
static inline range covering_columns(const apus_pool2d *p, int64_t w) {
  return covering(w, p->stride_width, p->pad_left, p->window_width, p->out_width);
}

// Divisions cost more than pooling a pixel does, so the windows over each column are looked up.
enum { TABLE = 256 };
static void tabulate_columns(const apus_pool2d *p, range *table) {
  for (int64_t w = 0; w < at_most(p->width, TABLE); w++) table[w] = covering_columns(p, w);
}

/// Rows a thread must get for the team to be worth waking.
static inline int64_t grain(int64_t row_elements) { return 1 + 16384 / (row_elements < 1 ? 1 : row_elements); }

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
