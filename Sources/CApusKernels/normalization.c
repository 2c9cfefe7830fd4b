// Statistics are taken over chunks of rows whose number depends on the sizes alone, each in two passes while it is
// in the cache, and joined in a fixed order in double precision (Chan, Golub and LeVeque 1979): exact where the mean
// is far from 0, one reading of memory, and the same bits for any number of threads.
#include "normalization.h"
#include <math.h>
#include "allocator.h"
#include "multiversion.h"
#include "parallel.h"

#define INLINE static inline __attribute__((always_inline))
enum { CHUNK = 8192, CHUNK_ROWS = 32, CHUNKS_A_THREAD = 2, LANES = 32 };

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

static int64_t chunk_rows(int64_t channels) {
  int64_t rows = CHUNK / channels;
  return rows < CHUNK_ROWS ? CHUNK_ROWS : rows;
}

#define T float
#define NAME(name) name##_f32
#include "normalization_kernels.h"
#undef T
#undef NAME
#define T double
#define NAME(name) name##_f64
#include "normalization_kernels.h"
