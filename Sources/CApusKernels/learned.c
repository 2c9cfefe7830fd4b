#include "learned.h"
#include "allocator.h"
#include "inline.h"
#include "multiversion.h"
#include "parallel.h"
#include "vector_math.h"
#include "real_kernel.h"

// The numbers repeat along memory. Few of them are written out several times, so that vectors run
// over them; a chunk is a number of such periods, the same for any number of threads.
enum { PERIOD = 256, CHUNK = 16384, COLUMNS = 64 };

static int64_t period_of(int64_t numbers) { return numbers * ((PERIOD + numbers - 1) / numbers); }

#define T float
#define NAME(name) name##_f32
#define SIGMOID vector_sigmoid
#include "learned_kernels.h"
#undef T
#undef NAME
#undef SIGMOID
#define T double
#define NAME(name) name##_f64
#define SIGMOID sigmoid_of_double
#include "learned_kernels.h"

APUS_REAL_KERNEL(
  void, apus_learned,
  (apus_element_type type, apus_learned_function function, int64_t rows, int64_t numbers,
   const void *x, const void *a, void *out),
  (function, rows, numbers, x, a, out))
APUS_REAL_KERNEL(
  void, apus_learned_gradient,
  (apus_element_type type, apus_learned_function function, int64_t rows, int64_t numbers,
   const void *dy, const void *x, const void *a, void *dx, void *da),
  (function, rows, numbers, dy, x, a, dx, da))
