#include "local_response.h"
#include "inline.h"
#include <string.h>
#include "allocator.h"
#include "multiversion.h"
#include "parallel.h"
#include "vector_math.h"
#include "real_kernel.h"

#define T float
#define NAME(name) name##_f32
#define EXP vector_exp
#define LOG vector_log
#include "local_response_kernels.h"
#undef T
#undef NAME
#undef EXP
#undef LOG
#define T double
#define NAME(name) name##_f64
#define EXP exp
#define LOG log
#include "local_response_kernels.h"

APUS_REAL_KERNEL(
  void, apus_local_response_forward,
  (apus_element_type type, int64_t rows, int64_t channels, apus_local_response rule, const void *x,
   void *out),
  (rows, channels, rule, x, out))
APUS_REAL_KERNEL(
  void, apus_local_response_gradient,
  (apus_element_type type, int64_t rows, int64_t channels, apus_local_response rule, const void *x,
   const void *g, void *out),
  (rows, channels, rule, x, g, out))
