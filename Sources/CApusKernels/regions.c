// Maxima of regions: rows of the result are shared out; for the gradient, which adds into the
// images, blocks of channels.
#include "regions.h"
#include "parallel.h"
#include "windows.h"
#include "real_kernel.h"

static inline range places_of(const apus_band *band, int64_t row) {
  return (range){band->begin[row], band->begin[row] + band->offset[row + 1] - band->offset[row]};
}

#define REAL float
#define BITS int32_t
#define NAME(name) name##_f32
#include "regions_kernels.h"
#undef REAL
#undef BITS
#undef NAME

#define REAL double
#define BITS int64_t
#define NAME(name) name##_f64
#include "regions_kernels.h"

APUS_REAL_KERNEL(
  void, apus_region_max,
  (apus_element_type type, const apus_resampling *shape, const void *x, void *y, int32_t *indices),
  (shape, x, y, indices))
APUS_REAL_KERNEL(
  void, apus_region_max_gradient,
  (apus_element_type type, const apus_resampling *shape, const void *dy, const int32_t *indices,
   void *dx),
  (shape, dy, indices, dx))
APUS_REAL_KERNEL(
  void, apus_region_max_gather,
  (apus_element_type type, const apus_resampling *shape, const void *x, const int32_t *indices,
   void *y),
  (shape, x, indices, y))
