// Matrix products. An inner kernel keeps a 6 × 16 tile of C in registers (gemm_kernel.h); around it
// blocks are copied so that B's panel stays in L1 and A's block in L2; the team divides C, or k
// where C is small, once for the whole product, so that no thread ever waits for another in between
// (gemm_driver.h).
#include "gemm_internal.h"
#include "allocator.h"
#include "inline.h"
#include "parallel.h"
#include "signals.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__) && __has_include(<dnnl.h>)
#include <dnnl.h>
#define HAS_ONEDNN 1
#endif

#pragma clang fp contract(fast)

enum {
  DIRECT_ROWS = 24,            // fewer rows of A read B where it lies
  BLOCK_ELEMENTS = 64 * 1024,  // of A, laid out or not: half of L2
  FEW_COLUMNS = 64,            // for which a transposed A is read where it lies,
  LINED_ROWS = 96,             // in blocks of six lines …
  LINED_DEPTH = 64,            // … and this depth: three quarters of L1
  SMALL_DEPTH = 64,            // of a product that needs no blocks
  WIDTH = 2048,                // columns of B that are kept laid out
  DEPTH_UNIT = 16,
  VECTOR_UNIT = 16,
  VECTOR_ELEMENTS = 32 * 1024,     // what a thread must have to read in a product with a vector
  PASS_ELEMENTS = 16 * 1024,       // what a thread must have to touch in a pass over C
  SMALL_PRODUCT = 64 * 1024,       // multiplications below which a team costs more than it gains
  LAID_OUT_ELEMENTS = 2 * 1024 * 1024,  // of a B that is laid out once for the whole team,
  TILE_ROWS = 96,              // which then takes tiles of so many rows …
  TILE_COLUMNS = 128,          // … and columns
  BATCH_PRODUCT = 2 * 1024 * 1024  // products above this divide well enough by themselves
};

/// Rows so far apart fall into so few sets of L2 that a block of them does not stay.
static int collides(int64_t row_bytes, int64_t rows) { return row_bytes % 4096 == 0 && rows > 64; }

/// Where part `index` of `parts` begins, in whole units.
static int64_t cut(int64_t count, int64_t unit, int64_t index, int64_t parts) {
  const int64_t at = (count + unit - 1) / unit * index / parts * unit;
  return at < count ? at : count;
}

typedef struct { int64_t m, n, k; } parts;

static int64_t ceiling(int64_t a, int64_t b) { return (a + b - 1) / b; }

/// Divides a product among a team so that the estimated cycles of its busiest thread are fewest.
/// The copies cost the given cycles an element.
static parts plan(int64_t m, int64_t n, int64_t k, int64_t columns, int64_t team, double copy_a,
                  double copy_b) {
  const double region = 5000, pass = 0.5;
  parts best = {1, 1, 1};
  double least = 0;
  for (int64_t pm = 1; pm <= team; pm++)
    for (int64_t pn = 1; pm * pn <= team; pn++)
      for (int64_t pk = 1; pk <= team / (pm * pn);
           pk += pk == 1 && team / (pm * pn) > 1 ? team / (pm * pn) - 1 : 1) {
        const double rows = ceiling(ceiling(m, APUS_GEMM_ROWS), pm) * APUS_GEMM_ROWS;
        const double width = ceiling(ceiling(n, columns), pn) * columns;
        const double depth = ceiling(ceiling(k, DEPTH_UNIT), pk) * DEPTH_UNIT;
        double cycles =
            rows * width / columns * depth + copy_a * rows * depth + copy_b * width * depth;
        if (pm * pn * pk > 1) cycles += region;
        if (pk > 1) cycles += region + pass * (rows * width + (double)m * n * pk / team);
        if (least == 0 || cycles < least) {
          least = cycles;
          best = (parts){pm, pn, pk};
        }
      }
  return best;
}

typedef struct {
  const double *data;
  int64_t row, column;
  void (*pack)(void *context, int64_t first, int64_t count, int64_t k0, int64_t kc, double *block);
  void *context;
  int inner_major;
  int64_t panel;
} operand_f64;

// What happens to sums on their way to C; `bias` belongs to the first column.
#define DECLARE(real, operand, type)                                                               \
  typedef struct {                                                                                 \
    int load;                                                                                      \
    const real *bias;                                                                              \
    apus_activation activation;                                                                    \
  } finish_##type;                                                                                 \
  typedef struct {                                                                                 \
    void (*block)(const operand *a, const operand *b, int64_t m0, int64_t m1, int64_t n0,          \
                  int64_t n1, int64_t k0, int64_t k1, real *c, int64_t ldc, finish_##type finish); \
    void (*pack_panels_b)(const operand *b, int64_t first, int64_t count, int64_t k, real *panels, \
                          int64_t stride);                                                         \
    void (*small)(const operand *a, const operand *b, int64_t m, int64_t n, int64_t k, real *c,    \
                  int64_t ldc, finish_##type finish);                                              \
    void (*combine_rows)(int64_t, const real *, const real *, int64_t, int64_t, int64_t, real *,   \
                         int);                                                                     \
    void (*dot_rows)(int64_t, const real *, const real *, int64_t, int64_t, int64_t, real *, int); \
    void (*activate)(real *, int64_t, apus_activation);                                            \
  } kernels_##type;
DECLARE(float, apus_gemm_operand, f32)
DECLARE(double, operand_f64, f64)
#undef DECLARE

/// Large products go to oneDNN where it has wider registers than the kernels here; 0 if this is not
/// one.
static int wide_product(int64_t m, int64_t n, int64_t k, const apus_gemm_operand *a,
                        const apus_gemm_operand *b, float *c, int64_t ldc, finish_f32 finish);
static int uses_onednn = 0;

#define REAL float
#define WIDE_PRODUCT(...) (uses_onednn && wide_product(__VA_ARGS__))
#define INTEGER int32_t
#define OPERAND apus_gemm_operand
#define FINISH finish_f32
#define KERNELS kernels_f32
#define COLUMNS APUS_GEMM_COLUMNS
#define RELU apus_relu
#define TANH apus_fast_tanh
#define SIGMOID apus_fast_sigmoid

#define LANES 4
#define NAME(name) name##_f32_portable
#include "gemm_kernel.h"
#undef LANES
#undef NAME
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define NAME(name) name##_f32_avx2
#include "gemm_kernel.h"
#undef LANES
#undef NAME
#pragma clang attribute pop
#endif
#define TYPED(name) name##_f32
#include "gemm_driver.h"
#undef TYPED

#undef REAL
#undef WIDE_PRODUCT
#undef INTEGER
#undef OPERAND
#undef FINISH
#undef KERNELS
#undef COLUMNS
#undef RELU
#undef TANH
#undef SIGMOID

static inline double relu_f64(double x) { return x < 0 ? 0 : x; }
static inline double sigmoid_f64(double x) { return 1 / (1 + exp(-x)); }

#define REAL double
#define WIDE_PRODUCT(...) 0
#define INTEGER int64_t
#define OPERAND operand_f64
#define FINISH finish_f64
#define KERNELS kernels_f64
#define COLUMNS 8
#define RELU relu_f64
#define TANH tanh
#define SIGMOID sigmoid_f64

#define LANES 2
#define NAME(name) name##_f64_portable
#include "gemm_kernel.h"
#undef LANES
#undef NAME
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 4
#define NAME(name) name##_f64_avx2
#include "gemm_kernel.h"
#undef LANES
#undef NAME
#pragma clang attribute pop
#endif
#define TYPED(name) name##_f64
#include "gemm_driver.h"

/// APUS_GEMM=onednn or APUS_GEMM=own overrides the choice by processor.
__attribute__((constructor)) static void choose_kernels(void) {
  chosen_f32 = &kernels_f32_portable;
  chosen_f64 = &kernels_f64_portable;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    chosen_f32 = &kernels_f32_avx2;
    chosen_f64 = &kernels_f64_avx2;
  }
#endif
#if HAS_ONEDNN
  uses_onednn = __builtin_cpu_supports("avx512f");
  const char *text = getenv("APUS_GEMM");
  if (text) uses_onednn = strcmp(text, "onednn") == 0;
#endif
}

#if HAS_ONEDNN
typedef struct { int64_t n, ldc; float *c; finish_f32 finish; } pass_work;

static void run_pass(void *context, int64_t begin, int64_t end) {
  const pass_work *w = context;
  for (int64_t i = begin; i < end; i++)
    finish_row_f32(w->c + i * w->ldc, w->n, w->finish.bias, 1, w->finish.activation);
}

static int wide_product(int64_t m, int64_t n, int64_t k, const apus_gemm_operand *a,
                        const apus_gemm_operand *b, float *c, int64_t ldc, finish_f32 finish) {
  if (a->pack || b->pack || m * n * k <= SMALL_PRODUCT) return 0;
  const int plain_a = a->column == 1, plain_b = b->column == 1;
  apus_join_team();
  const apus_signals before = apus_hold_signals();
  const dnnl_status_t status = dnnl_sgemm(
      plain_a ? 'N' : 'T', plain_b ? 'N' : 'T', m, n, k, 1, a->data, plain_a ? a->row : a->column,
      b->data, plain_b ? b->row : b->column, finish.load ? 1 : 0, c, ldc);
  apus_release_signals(before);
  if (status != dnnl_success) return 0;
  pass_work pass = {n, ldc, c, finish};
  if (finish.bias || finish.activation) apus_parallel(m, PASS_ELEMENTS / n + 1, run_pass, &pass);
  return 1;
}
#else
static int wide_product(int64_t m, int64_t n, int64_t k, const apus_gemm_operand *a,
                        const apus_gemm_operand *b, float *c, int64_t ldc, finish_f32 finish) {
  return 0;
}
#endif

void apus_sgemm_operands(int64_t m, int64_t n, int64_t k, const apus_gemm_operand *a,
                         const apus_gemm_operand *b, float *c, int64_t ldc,
                         const apus_sgemm_epilogue *e) {
  const finish_f32 finish = {e && e->accumulate, e ? e->bias : NULL,
                             e ? e->activation : APUS_ACTIVATION_NONE};
  product_f32(apus_thread_count(), m, n, k, a, b, c, ldc, finish);
}

void apus_sgemm(int trans_a, int trans_b, int64_t m, int64_t n, int64_t k, const float *a,
                int64_t lda, const float *b, int64_t ldb, float *c, int64_t ldc,
                const apus_sgemm_epilogue *e) {
  const finish_f32 finish = {e && e->accumulate, e ? e->bias : NULL,
                             e ? e->activation : APUS_ACTIVATION_NONE};
  const apus_gemm_operand left = plain_f32(a, lda, trans_a), right = plain_f32(b, ldb, trans_b);
  product_f32(apus_thread_count(), m, n, k, &left, &right, c, ldc, finish);
}

void apus_dgemm(int trans_a, int trans_b, int64_t m, int64_t n, int64_t k, const double *a,
                int64_t lda, const double *b, int64_t ldb, double *c, int64_t ldc,
                const apus_dgemm_epilogue *e) {
  const finish_f64 finish = {e && e->accumulate, e ? e->bias : NULL,
                             e ? e->activation : APUS_ACTIVATION_NONE};
  const operand_f64 left = plain_f64(a, lda, trans_a), right = plain_f64(b, ldb, trans_b);
  product_f64(apus_thread_count(), m, n, k, &left, &right, c, ldc, finish);
}

void apus_sgemm_batch(int trans_a, int trans_b, int64_t batch, int64_t m, int64_t n, int64_t k,
                      const float *a, int64_t lda, int64_t stride_a, const float *b, int64_t ldb,
                      int64_t stride_b, float *c, int64_t ldc, int64_t stride_c) {
  batch_work_f32 work = {m, n, k, ldc, stride_a, stride_b, stride_c, plain_f32(a, lda, trans_a),
                         plain_f32(b, ldb, trans_b), c};
  batch_f32(batch, &work);
}

void apus_dgemm_batch(int trans_a, int trans_b, int64_t batch, int64_t m, int64_t n, int64_t k,
                      const double *a, int64_t lda, int64_t stride_a, const double *b, int64_t ldb,
                      int64_t stride_b, double *c, int64_t ldc, int64_t stride_c) {
  batch_work_f64 work = {m, n, k, ldc, stride_a, stride_b, stride_c, plain_f64(a, lda, trans_a),
                         plain_f64(b, ldb, trans_b), c};
  batch_f64(batch, &work);
}
