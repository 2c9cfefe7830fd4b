#include "sorting.h"
#include "allocator.h"
#include "parallel.h"

enum { RUN = 8, FEW = 64, WORK = 4096 };

typedef struct {
  int64_t count, inner, k;
  int descending;
  const void *in;
  int32_t *out;
} work;

#define T float
#define IS_NAN(x) ((x) != (x))
#define NAME(name) name##_f32
#include "sorting_kernels.h"
#define T double
#define IS_NAN(x) ((x) != (x))
#define NAME(name) name##_f64
#include "sorting_kernels.h"
#define T int32_t
#define IS_NAN(x) 0
#define NAME(name) name##_i32
#include "sorting_kernels.h"
#define T int64_t
#define IS_NAN(x) 0
#define NAME(name) name##_i64
#include "sorting_kernels.h"
#define T uint8_t
#define IS_NAN(x) 0
#define NAME(name) name##_u8
#include "sorting_kernels.h"

void apus_argsort(apus_element_type type, int64_t outer, int64_t count, int64_t inner, int64_t k,
                  int descending, const void *in, int32_t *out) {
  work w = {count, inner, k, descending, in, out};
  apus_range_body body;
  switch (type) {
    case APUS_FLOAT32: body = sort_lines_f32; break;
    case APUS_FLOAT64: body = sort_lines_f64; break;
    case APUS_INT32: body = sort_lines_i32; break;
    case APUS_INT64: body = sort_lines_i64; break;
    default: body = sort_lines_u8; break;
  }
  if (count > 0) apus_parallel(outer * inner, 1 + WORK / count, body, &w);
}
