// Statistics are taken over chunks of rows whose number depends on the sizes alone, each in two
// passes while it is in the cache, and joined in a fixed order in double precision (Chan, Golub and
// LeVeque 1979): exact where the mean is far from 0, one reading of memory, and the same bits for
// any number of threads.
#include "normalization.h"
#include "../inline.h"
#include <math.h>
#include "allocator.h"
#include "multiversion.h"
#include "parallel.h"
#include "../real_kernel.h"

enum { CHUNK = 8192, CHUNK_ROWS = 32, CHUNKS_A_THREAD = 2, LANES = 32 };

static int64_t chunk_rows(int64_t channels) {
  int64_t rows = CHUNK / channels;
  return rows < CHUNK_ROWS ? CHUNK_ROWS : rows;
}

// How many rows side by side make a line of enough channels for vectors to run over.
static int64_t copies_of(int64_t rows, int64_t channels) {
  int64_t copies = 1;
  while (channels * copies < LANES && rows % (2 * copies) == 0) copies *= 2;
  return copies;
}

// The columns of a group's channels, in every copy.
#define FOR_COLUMNS(group, c)                                                                      \
  for (int64_t copy = 0; copy < copies; copy++)                                                    \
    for (int64_t c = copy * channels + (group) * width;                                            \
         c < copy * channels + ((group) + 1) * width; c++)

#define T float
#define NAME(name) name##_f32
#include "kernels.h"
#undef T
#undef NAME
#define T double
#define NAME(name) name##_f64
#include "kernels.h"

APUS_REAL_KERNEL(
  void, apus_batch_normalization,
  (apus_element_type type, int64_t rows, int64_t channels, double epsilon, const void *x,
   const void *gamma, const void *beta, void *y, void *mean, void *rest, void *variance),
  (rows, channels, epsilon, x, gamma, beta, y, mean, rest, variance))
APUS_REAL_KERNEL(
  void, apus_batch_normalization_gradient,
  (apus_element_type type, int64_t rows, int64_t channels, double epsilon, const void *x,
   const void *gamma, const void *mean, const void *rest, const void *variance, const void *g,
   void *dx, void *dgamma, void *dbeta),
  (rows, channels, epsilon, x, gamma, mean, rest, variance, g, dx, dgamma, dbeta))
APUS_REAL_KERNEL(
  void, apus_group_normalization,
  (apus_element_type type, apus_group_shape shape, double epsilon, int centred, const void *x,
   const void *gamma, const void *beta, void *y, void *mean, void *rest, void *variance),
  (shape, epsilon, centred, x, gamma, beta, y, mean, rest, variance))
APUS_REAL_KERNEL(
  void, apus_group_normalization_gradient,
  (apus_element_type type, apus_group_shape shape, double epsilon, int centred, const void *x,
   const void *gamma, const void *mean, const void *rest, const void *variance, const void *g,
   void *dx, void *dgamma, void *dbeta),
  (shape, epsilon, centred, x, gamma, mean, rest, variance, g, dx, dgamma, dbeta))
APUS_REAL_KERNEL(
  void, apus_centred_scale,
  (apus_element_type type, int64_t rows, int64_t channels, const void *x, const void *mean,
   const void *scale, const void *shift, void *out),
  (rows, channels, x, mean, scale, shift, out))
