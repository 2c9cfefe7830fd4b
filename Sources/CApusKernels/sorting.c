#include "sorting.h"
#include <string.h>
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

void apus_argsort(
    apus_element_type type, int64_t outer, int64_t count, int64_t inner, int64_t k, int descending, const void *in,
    int32_t *out) {
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

#define TAKE(TYPE)                                                                     \
  {                                                                                    \
    const TYPE *x = in;                                                                \
    TYPE *y = out;                                                                     \
    for (int64_t o = 0; o < outer; o++)                                                \
      for (int64_t j = 0; j < picks; j++)                                              \
        for (int64_t i = 0; i < inner; i++) {                                          \
          int64_t place = (o * picks + j) * inner + i;                                 \
          y[place] = x[(o * count + positions[place]) * inner + i];                    \
        }                                                                              \
    break;                                                                             \
  }

int64_t apus_take_along(
    int64_t bytes, int64_t outer, int64_t count, int64_t picks, int64_t inner, const void *in,
    const int32_t *positions, void *out) {
  for (int64_t place = 0; place < outer * picks * inner; place++)
    if (positions[place] < 0 || positions[place] >= count) return place;
  switch (bytes) {
    case 1: TAKE(uint8_t)
    case 2: TAKE(uint16_t)
    case 4: TAKE(uint32_t)
    default: TAKE(uint64_t)
  }
  return -1;
}

#define PUT(TYPE)                                                                      \
  {                                                                                    \
    const TYPE *x = in;                                                                \
    TYPE *y = out;                                                                     \
    memset(y, 0, (size_t)(outer * count * inner) * sizeof *y);                         \
    for (int64_t o = 0; o < outer; o++)                                                \
      for (int64_t j = 0; j < picks; j++)                                              \
        for (int64_t i = 0; i < inner; i++) {                                          \
          int64_t place = (o * picks + j) * inner + i;                                 \
          y[(o * count + positions[place]) * inner + i] += x[place];                   \
        }                                                                              \
    break;                                                                             \
  }

void apus_put_along(
    apus_element_type type, int64_t outer, int64_t count, int64_t picks, int64_t inner, const void *in,
    const int32_t *positions, void *out) {
  switch (type) {
    case APUS_FLOAT32: PUT(float)
    default: PUT(double)
  }
}
