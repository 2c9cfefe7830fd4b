// Attention, a head at a time: a tile of queries times all keys that it sees gives scores that stay
// in the cache, which become probabilities there and are multiplied by the values. Only each row's
// greatest score and the sum are kept; the gradient computes the probabilities again. So memory
// grows with the time, not with its square. Source: Dao et al. 2022.
#include "attention.h"
#include "allocator.h"
#include "exp_log.h"
#include "inline.h"
#include "parallel.h"
#include <math.h>
#include <stddef.h>
#include "real_kernel.h"

#pragma clang fp contract(fast)
// vectors pass between functions only where those are inlined
#pragma clang diagnostic ignored "-Wpsabi"

enum {
  ROWS = 6,      // of a tile of sums in registers, two vectors wide
  QUERIES = 24,  // whose scores are computed together
};

#define EACH(i, count) _Pragma("clang loop unroll(full)") for (int i = 0; i < (count); i++)

#define DECLARE(T, S)                                                                              \
  typedef struct {                                                                                 \
    const apus_attention *of;                                                                      \
    const T *q, *k, *v, *out, *g;                                                                  \
    int64_t q_row, k_row, v_row;                                                                   \
    T *result, *kept, *dq, *dk, *dv;                                                               \
  } work_##S;                                                                                      \
  typedef struct {                                                                                 \
    apus_range_body forward, backward;                                                             \
  } kernels_##S;
DECLARE(float, f32)
DECLARE(double, f64)
#undef DECLARE

#define REAL float
#define WORK work_f32
#define KERNELS kernels_f32
#define EXP exp_nonpositive_f32

#define LANES 4
#define NAME(name) name##_f32_portable
#include "attention_kernels.h"
#undef LANES
#undef NAME
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define NAME(name) name##_f32_avx2
#include "attention_kernels.h"
#undef LANES
#undef NAME
#pragma clang attribute pop
#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#define LANES 16
#define NAME(name) name##_f32_avx512
#include "attention_kernels.h"
#undef LANES
#undef NAME
#pragma clang attribute pop
#endif

#undef REAL
#undef WORK
#undef KERNELS
#undef EXP

#define REAL double
#define WORK work_f64
#define KERNELS kernels_f64
#define EXP exp_nonpositive_f64

#define LANES 2
#define NAME(name) name##_f64_portable
#include "attention_kernels.h"
#undef LANES
#undef NAME
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 4
#define NAME(name) name##_f64_avx2
#include "attention_kernels.h"
#undef LANES
#undef NAME
#pragma clang attribute pop
#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#define LANES 8
#define NAME(name) name##_f64_avx512
#include "attention_kernels.h"
#undef LANES
#undef NAME
#pragma clang attribute pop
#endif

static const kernels_f32 *chosen_f32 = &kernels_f32_portable;
static const kernels_f64 *chosen_f64 = &kernels_f64_portable;

__attribute__((constructor)) static void choose_kernels(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("fma")) {
    chosen_f32 = &kernels_f32_avx512;
    chosen_f64 = &kernels_f64_avx512;
  } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    chosen_f32 = &kernels_f32_avx2;
    chosen_f64 = &kernels_f64_avx2;
  }
#endif
}

/// Heads that are worth another thread.
static int64_t grain_of(const apus_attention *of) {
  const int64_t products = of->queries * of->keys * (of->depth + of->value_depth) + 1;
  return products < 32 * 1024 ? 32 * 1024 / products + 1 : 1;
}

#define DEFINE(T, S)                                                                               \
  void apus_attention_forward_##S(const apus_attention *of, const T *q, int64_t q_row, const T *k, \
                          int64_t k_row, const T *v, int64_t v_row, T *out, T *kept) {             \
    work_##S w = {.of = of,                                                                        \
                  .q = q,                                                                          \
                  .k = k,                                                                          \
                  .v = v,                                                                          \
                  .q_row = q_row,                                                                  \
                  .k_row = k_row,                                                                  \
                  .v_row = v_row,                                                                  \
                  .result = out,                                                                   \
                  .kept = kept};                                                                   \
    apus_parallel(of->batch * of->heads, grain_of(of), chosen_##S->forward, &w);                   \
  }                                                                                                \
  void apus_attention_gradient_##S(const apus_attention *of, const T *q, int64_t q_row,            \
                                   const T *k, int64_t k_row, const T *v, int64_t v_row,           \
                                   const T *out, const T *kept, const T *g, T *dq, T *dk, T *dv) { \
    work_##S w = {.of = of,                                                                        \
                  .q = q,                                                                          \
                  .k = k,                                                                          \
                  .v = v,                                                                          \
                  .out = out,                                                                      \
                  .g = g,                                                                          \
                  .q_row = q_row,                                                                  \
                  .k_row = k_row,                                                                  \
                  .v_row = v_row,                                                                  \
                  .kept = (T *)kept,                                                               \
                  .dq = dq,                                                                        \
                  .dk = dk,                                                                        \
                  .dv = dv};                                                                       \
    apus_parallel(of->batch * of->heads, grain_of(of), chosen_##S->backward, &w);                  \
  }
DEFINE(float, f32)
DEFINE(double, f64)
#undef DEFINE

APUS_REAL_KERNEL(
  void, apus_attention_forward,
  (apus_element_type type, const apus_attention *of, const void *q, int64_t q_row, const void *k,
   int64_t k_row, const void *v, int64_t v_row, void *out, void *kept),
  (of, q, q_row, k, k_row, v, v_row, out, kept))
APUS_REAL_KERNEL(
  void, apus_attention_gradient,
  (apus_element_type type, const apus_attention *of, const void *q, int64_t q_row, const void *k,
   int64_t k_row, const void *v, int64_t v_row, const void *out, const void *kept, const void *g,
   void *dq, void *dk, void *dv),
  (of, q, q_row, k, k_row, v, v_row, out, kept, g, dq, dk, dv))
