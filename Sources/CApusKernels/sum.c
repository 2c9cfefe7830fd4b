// A task adds up to COLUMNS neighbouring columns of one outer index over all rows, or over a fixed
// share of them where there are few tasks. Rows are added in float32 sixteen at a time, the blocks'
// sums in double, so that the error does not grow with the number of rows. Narrow arrays are read
// as wider ones: `fold` rows together make one row whose width fits the vectors, and its parts are
// added at the end.
#include "sum.h"
#include "allocator.h"
#include "cast.h"
#include "multiversion.h"
#include "parallel.h"
#include <string.h>

enum { COLUMNS = 256, BLOCK_ROWS = 16, LANES = 32, WIDEST = LANES * LANES, SHARE = 65536 };

typedef float floats __attribute__((vector_size(LANES * 4)));
typedef double doubles __attribute__((vector_size(LANES * 8)));
typedef uint16_t halves __attribute__((vector_size(LANES * 2)));
typedef uint32_t words __attribute__((vector_size(LANES * 4)));

#define LOAD_float(TO, FROM) memcpy(&TO, FROM, sizeof(floats))
#define LOAD_double(TO, FROM) memcpy(&TO, FROM, sizeof(doubles))
#define LOAD_uint16_t(TO, FROM)                                  \
  do {                                                           \
    halves half;                                                 \
    memcpy(&half, FROM, sizeof half);                            \
    words bits = __builtin_convertvector(half, words) << 16;     \
    memcpy(&TO, &bits, sizeof TO);                               \
  } while (0)
#define VALUE_float(X) (X)
#define VALUE_double(X) (X)
#define VALUE_uint16_t(X) value_of_half(X)

static inline __attribute__((always_inline)) float value_of_half(uint16_t half) {
  uint32_t bits = (uint32_t)half << 16;
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

/// total[c] += Σ in[r · stride + c] over the rows.
#define ADD_FLOATING(TYPE, VECTOR)                                                             \
  APUS_MULTIVERSION static void add_##TYPE(                                                    \
    const void *from, int64_t rows, int64_t stride, int64_t width, void *into) {               \
    double *total = into;                                                                      \
    for (int64_t row = 0; row < rows; row += BLOCK_ROWS) {                                     \
      const TYPE *in = (const TYPE *)from + row * stride;                                      \
      int64_t count = rows - row < BLOCK_ROWS ? rows - row : BLOCK_ROWS, column = 0;           \
      for (; column + LANES <= width; column += LANES) {                                       \
        VECTOR sum = {0}, next;                                                                \
        for (int64_t r = 0; r < count; r++) {                                                  \
          LOAD_##TYPE(next, in + r * stride + column);                                         \
          sum += next;                                                                         \
        }                                                                                      \
        doubles before;                                                                        \
        memcpy(&before, total + column, sizeof before);                                        \
        before += __builtin_convertvector(sum, doubles);                                       \
        memcpy(total + column, &before, sizeof before);                                        \
      }                                                                                        \
      for (int64_t r = 0; r < count; r++)                                                      \
        for (int64_t c = column; c < width; c++) total[c] += VALUE_##TYPE(in[r * stride + c]); \
    }                                                                                          \
  }
ADD_FLOATING(float, floats)
ADD_FLOATING(double, doubles)
ADD_FLOATING(uint16_t, floats)

/// total[0] += Σ in[r] over neighbouring elements.
#define ADD_ROW(TYPE, VECTOR)                                                                      \
  APUS_MULTIVERSION static void add_row_##TYPE(const void *from, int64_t count, double *total) {   \
    const TYPE *in = from;                                                                         \
    double lanes[LANES], rest = 0;                                                                 \
    int64_t done = 0, whole = count / LANES * LANES;                                               \
    if (whole > 0) {                                                                               \
      doubles sums = {0};                                                                          \
      while (done < whole) {                                                                       \
        VECTOR sum = {0}, next;                                                                    \
        int64_t end = done + BLOCK_ROWS * LANES < whole ? done + BLOCK_ROWS * LANES : whole;       \
        for (; done < end; done += LANES) {                                                        \
          LOAD_##TYPE(next, in + done);                                                            \
          sum += next;                                                                             \
        }                                                                                          \
        sums += __builtin_convertvector(sum, doubles);                                             \
      }                                                                                            \
      memcpy(lanes, &sums, sizeof lanes);                                                          \
      for (int half = LANES / 2; half > 0; half /= 2)                                              \
        for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];                                \
      rest = lanes[0];                                                                             \
    }                                                                                              \
    for (; done < count; done++) rest += VALUE_##TYPE(in[done]);                                   \
    *total += rest;                                                                                \
  }
ADD_ROW(float, floats)
ADD_ROW(double, doubles)
ADD_ROW(uint16_t, floats)

#define ADD_WHOLE(TYPE)                                                                            \
  APUS_MULTIVERSION static void add_##TYPE(                                                        \
    const void *from, int64_t rows, int64_t stride, int64_t width, void *into) {                   \
    uint64_t *restrict total = into;                                                               \
    const TYPE *restrict in = from;                                                                \
    for (int64_t r = 0; r < rows; r++)                                                             \
      for (int64_t c = 0; c < width; c++) total[c] += (uint64_t)in[r * stride + c];                \
  }
ADD_WHOLE(int32_t)
ADD_WHOLE(int64_t)
ADD_WHOLE(uint8_t)

typedef void (*add_kernel)(const void *, int64_t, int64_t, int64_t, void *);
static const add_kernel kernels[APUS_ELEMENT_TYPES] = {
  add_float, add_double, add_uint16_t, add_int32_t, add_int64_t, add_uint8_t, add_uint8_t};
static void (*const row_kernels[])(const void *, int64_t, double *) = {
  add_row_float, add_row_double, add_row_uint16_t};
static const int64_t sizes[APUS_ELEMENT_TYPES] = {4, 8, 2, 4, 8, 1, 1};

/// A sum on its way: double for floating point, else int64.
typedef union {
  double number;
  uint64_t whole;
} partial;

static int is_floating(apus_element_type type) { return type <= APUS_BFLOAT16; }

static void add_partials(int floating, partial *to, const partial *from, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    if (floating) to[i].number += from[i].number;
    else to[i].whole += from[i].whole;
  }
}

typedef struct {
  const char *in;
  char *out;
  partial *shares;  // [outer, row shares, inner]; NULL where a task takes all rows
  apus_element_type in_type, out_type;
  int64_t count, inner, column_tasks, row_tasks, share_rows;
} sum_work;

/// `width` columns over `rows` rows into `total`.
static void add_task(
  const sum_work *work, const char *in, int64_t rows, int64_t width, partial *total) {
  int floating = is_floating(work->in_type);
  int64_t size = sizes[work->in_type], inner = work->inner, fold = 1;
  memset(total, 0, (size_t)width * sizeof *total);
  if (inner == 1 && floating) return row_kernels[work->in_type](in, rows, &total->number);
  if (inner < LANES) {
    fold = LANES;
    for (int64_t factor = inner; factor % 2 == 0; factor /= 2) fold /= 2;
  }
  if (fold == 1 || rows < 2 * fold) {
    kernels[work->in_type](in, rows, inner, width, total);
    return;
  }
  partial wide[WIDEST];
  int64_t wide_width = fold * inner, wide_rows = rows / fold;
  memset(wide, 0, (size_t)wide_width * sizeof *wide);
  kernels[work->in_type](in, wide_rows, wide_width, wide_width, wide);
  for (int64_t part = 0; part < fold; part++)
    add_partials(floating, total, wide + part * inner, inner);
  int64_t done = wide_rows * fold;
  kernels[work->in_type](in + done * inner * size, rows - done, inner, inner, total);
}

static void sum_range(void *context, int64_t begin, int64_t end) {
  enum { HELD = 4 * COLUMNS };
  const sum_work *work = context;
  apus_element_type held_type = is_floating(work->in_type) ? APUS_FLOAT64 : APUS_INT64;
  int64_t size = sizes[work->in_type], out_size = sizes[work->out_type], held = 0, first = 0;
  partial results[HELD];
  for (int64_t task = begin; task < end; task++) {
    int64_t column = task % work->column_tasks * COLUMNS, rest = task / work->column_tasks;
    int64_t row = rest % work->row_tasks * work->share_rows, outer = rest / work->row_tasks;
    int64_t width = work->inner - column < COLUMNS ? work->inner - column : COLUMNS;
    int64_t rows = work->count - row < work->share_rows ? work->count - row : work->share_rows;
    const char *in = work->in + ((outer * work->count + row) * work->inner + column) * size;
    if (work->shares) {
      add_task(work, in, rows, width, work->shares + rest * work->inner + column);
      continue;
    }
    // Outputs of successive tasks are neighbours, so they are converted many at a time.
    if (held == 0) first = outer * work->inner + column;
    add_task(work, in, rows, width, results + held);
    held += width;
    if (held + COLUMNS > HELD || task + 1 == end) {
      apus_cast_here(results, held_type, work->out + first * out_size, work->out_type, held);
      held = 0;
    }
  }
}

void apus_sum(
  const void *in, apus_element_type in_type, int64_t outer, int64_t count, int64_t inner, void *out,
  apus_element_type out_type) {
  if (outer * inner == 0) return;
  if (count == 0) {
    memset(out, 0, (size_t)(outer * inner * sizes[out_type]));
    return;
  }
  int64_t width = inner < COLUMNS ? inner : COLUMNS;
  sum_work work = {in, out,  NULL, in_type, out_type, count, inner, (inner + COLUMNS - 1) / COLUMNS,
                   1,  count};
  if (outer * work.column_tasks < 8 && count * width >= 2 * SHARE) {
    work.share_rows = SHARE / width;
    work.row_tasks = (count + work.share_rows - 1) / work.share_rows;
  }
  int64_t tasks = outer * work.row_tasks * work.column_tasks, load = work.share_rows * width;
  int64_t grain = load >= 32768 ? 1 : 32768 / load;
  size_t bytes = (size_t)(outer * work.row_tasks * inner) * sizeof(partial);
  if (work.row_tasks > 1) work.shares = apus_allocate(bytes);
  if (!work.shares) {
    work.row_tasks = 1;
    work.share_rows = count;
    tasks = outer * work.column_tasks;
  }
  apus_parallel(tasks, grain, sum_range, &work);
  if (!work.shares) return;
  int floating = is_floating(in_type);
  for (int64_t o = 0; o < outer; o++) {
    partial *total = work.shares + o * work.row_tasks * inner;
    for (int64_t share = 1; share < work.row_tasks; share++)
      add_partials(floating, total, total + share * inner, inner);
    apus_cast_here(total, floating ? APUS_FLOAT64 : APUS_INT64,
                   (char *)out + o * inner * sizes[out_type], out_type, inner);
  }
  apus_deallocate(work.shares, bytes);
}
