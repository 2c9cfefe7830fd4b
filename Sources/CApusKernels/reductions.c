#include "reductions.h"
#include "inline.h"
#include "multiversion.h"
#include "parallel.h"

enum { LANES = 32, TILE = 64, WORK = 16384 };

typedef struct {
  apus_reduction reduction;
  int64_t count, inner;
  int exclusive, reverse;
  const void *in;
  void *out;
} work;

static int64_t grain_of(int64_t n) { return n < WORK ? WORK / (n < 1 ? 1 : n) : 1; }

#define T float
#define FACTOR float
#define IS_NAN(x) ((x) != (x))
#define RUNNING double
#define NAME(name) name##_f32
#include "reductions_kernels.h"
#define T double
#define FACTOR double
#define IS_NAN(x) ((x) != (x))
#define RUNNING double
#define NAME(name) name##_f64
#include "reductions_kernels.h"
#define T int32_t
#define FACTOR uint32_t
#define IS_NAN(x) 0
#define RUNNING uint32_t
#define NAME(name) name##_i32
#include "reductions_kernels.h"
#define T int64_t
#define FACTOR uint64_t
#define IS_NAN(x) 0
#define RUNNING uint64_t
#define NAME(name) name##_i64
#include "reductions_kernels.h"
#define T uint8_t
#define FACTOR uint8_t
#define IS_NAN(x) 0
#define RUNNING uint8_t
#define NAME(name) name##_u8
#include "reductions_kernels.h"

void apus_reduce(apus_reduction reduction, apus_element_type type, int64_t outer, int64_t count,
                 int64_t inner, const void *in, void *out) {
  work w = {.reduction = reduction, .count = count, .inner = inner, .in = in, .out = out};
  apus_range_body rows, columns;
  switch (type) {
    case APUS_FLOAT32: rows = reduce_rows_f32, columns = reduce_columns_f32; break;
    case APUS_FLOAT64: rows = reduce_rows_f64, columns = reduce_columns_f64; break;
    case APUS_INT32: rows = reduce_rows_i32, columns = reduce_columns_i32; break;
    case APUS_INT64: rows = reduce_rows_i64, columns = reduce_columns_i64; break;
    default: rows = reduce_rows_u8, columns = reduce_columns_u8; break;
  }
  if (inner == 1) return apus_parallel(outer, grain_of(count), rows, &w);
  int64_t tiles = (inner + TILE - 1) / TILE;
  apus_parallel(outer * tiles, grain_of(count * least(TILE, inner)), columns, &w);
}

void apus_cumulative_sum(
    apus_element_type type, int64_t outer, int64_t count, int64_t inner, int exclusive, int reverse,
    const void *in, void *out) {
  work w = {.count = count,
            .inner = inner,
            .exclusive = exclusive,
            .reverse = reverse,
            .in = in,
            .out = out};
  apus_range_body rows, columns;
  switch (type) {
    case APUS_FLOAT32: rows = running_rows_f32, columns = running_sums_f32; break;
    case APUS_FLOAT64: rows = running_rows_f64, columns = running_sums_f64; break;
    case APUS_INT32: rows = running_rows_i32, columns = running_sums_i32; break;
    case APUS_UINT8: rows = running_rows_u8, columns = running_sums_u8; break;
    default: rows = running_rows_i64, columns = running_sums_i64; break;
  }
  if (inner == 1) return apus_parallel(outer, grain_of(count), rows, &w);
  int64_t tiles = (inner + TILE - 1) / TILE;
  apus_parallel(outer * tiles, grain_of(count * least(TILE, inner)), columns, &w);
}

void apus_multiply_pairs(apus_element_type type, int64_t rows, int64_t n, const void *x,
                         void *out) {
  if (type == APUS_FLOAT32) multiply_pairs_f32(rows, n, x, out);
  else multiply_pairs_f64(rows, n, x, out);
}

void apus_spread_pairs(apus_element_type type, int64_t rows, int64_t n, int tail, const void *g,
                       const void *x, void *out) {
  if (type == APUS_FLOAT32) spread_pairs_f32(rows, n, tail, g, x, out);
  else spread_pairs_f64(rows, n, tail, g, x, out);
}

void apus_dot_pairs(apus_element_type type, int64_t rows, int64_t n, int tail, const void *u,
                    const void *x, void *out) {
  if (type == APUS_FLOAT32) dot_pairs_f32(rows, n, tail, u, x, out);
  else dot_pairs_f64(rows, n, tail, u, x, out);
}
