// Resampling: rows of the result are shared out, channels make the vectors. The gradient adds into
// the images; there blocks of channels are shared out, so that sums keep one order.
#include "resampling.h"
#include "parallel.h"
#include "windows.h"
#include "real_kernel.h"

enum { UNROLLED = 4 };

/// The weights of one row of a band: for the places begin, begin + 1, …, `count` of them, from
/// `first` on.
typedef struct {
  int64_t begin, count, first;
} taps;

static inline taps taps_of(const apus_band *band, int64_t row) {
  return (taps){band->begin[row], band->offset[row + 1] - band->offset[row], band->offset[row]};
}
static inline taps row_taps(const apus_resampling *p, int64_t region, int64_t i) {
  return taps_of(&p->rows, p->image ? region * p->out_height + i : i);
}
static inline taps column_taps(const apus_resampling *p, int64_t region, int64_t j) {
  return taps_of(&p->columns, p->image ? region * p->out_width + j : j);
}
static inline int64_t image_of(const apus_resampling *p, int64_t region) {
  return p->image ? p->image[region] : region;
}

/// Channels from one to the next of those that a bin sums; 1 but for position-sensitive sums.
static inline int64_t channel_step(const apus_resampling *p) {
  return p->channels / p->out_channels;
}
static inline int64_t first_channel(const apus_resampling *p, int64_t step, int64_t i, int64_t j) {
  return step == 1 ? 0 : i * p->out_width + j;
}

#define REAL float
#define BITS int32_t
#define NAME(name) name##_f32
#include "resampling_kernels.h"
#undef REAL
#undef BITS
#undef NAME

#define REAL double
#define BITS int64_t
#define NAME(name) name##_f64
#include "resampling_kernels.h"

APUS_REAL_KERNEL(
  void, apus_resample,
  (apus_element_type type, const apus_resampling *shape, const void *x, void *y),
  (shape, x, y))
APUS_REAL_KERNEL(
  void, apus_resample_gradient,
  (apus_element_type type, const apus_resampling *shape, const void *dy, void *dx),
  (shape, dy, dx))
