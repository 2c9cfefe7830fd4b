// Maxima of regions: rows of the result are shared out; for the gradient, which adds into the
// images, blocks of channels.
#include "regions.h"
#include "parallel.h"
#include "windows.h"

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
