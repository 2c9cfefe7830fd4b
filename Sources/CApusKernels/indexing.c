#include "indexing.h"
#include "allocator.h"
#include "inline.h"
#include "multiversion.h"
#include "parallel.h"
#include <string.h>

enum { GRAIN_BYTES = 1 << 17 };

INLINE int64_t grain_of(int64_t unit_bytes) {
  return unit_bytes >= GRAIN_BYTES ? 1 : GRAIN_BYTES / (unit_bytes < 1 ? 1 : unit_bytes);
}

INLINE int64_t index_at(const void *indices, apus_index_type type, int64_t j) {
  switch (type) {
    case APUS_INDEX_UINT8: return ((const uint8_t *)indices)[j];
    case APUS_INDEX_INT32: return ((const int32_t *)indices)[j];
    default: return ((const int64_t *)indices)[j];
  }
}

int64_t apus_index_at(const void *indices, apus_index_type type, int64_t position) {
  return index_at(indices, type, position);
}

// A negative index is a huge unsigned one, so one comparison checks both ends.
APUS_MULTIVERSION static int any_bad(
    const void *indices, apus_index_type type, int64_t count, int64_t extent) {
  int bad = 0;
  if (type == APUS_INDEX_INT32) {
    const int32_t *p = indices;
    uint32_t limit = extent > INT32_MAX ? (uint32_t)INT32_MAX + 1 : (uint32_t)extent;
    for (int64_t j = 0; j < count; j++) bad |= (uint32_t)p[j] >= limit;
  } else if (type == APUS_INDEX_INT64) {
    const int64_t *p = indices;
    for (int64_t j = 0; j < count; j++) bad |= (uint64_t)p[j] >= (uint64_t)extent;
  } else if (extent < 256) {
    const uint8_t *p = indices;
    uint8_t limit = (uint8_t)extent;
    for (int64_t j = 0; j < count; j++) bad |= p[j] >= limit;
  }
  return bad;
}

int64_t apus_first_bad_index(
    const void *indices, apus_index_type type, int64_t count, int64_t extent) {
  if (!any_bad(indices, type, count, extent)) return -1;
  for (int64_t j = 0; j < count; j++)
    if ((uint64_t)index_at(indices, type, j) >= (uint64_t)extent) return j;
  return -1;
}

// MARK: Gather

typedef struct {
  const char *table;
  const void *indices;
  char *destination;
  int64_t extent, row_bytes, count;
  apus_index_type type;
} gather_job;

INLINE void gather_rows(
    const gather_job *job, int64_t begin, int64_t end, apus_index_type type, int64_t row_bytes) {
  int64_t o = begin / job->count, j = begin % job->count;
  const char *table = job->table + o * job->extent * row_bytes;
  char *d = job->destination + begin * row_bytes;
  for (int64_t row = begin; row < end; row++, d += row_bytes) {
    memcpy(d, table + index_at(job->indices, type, j) * row_bytes, (size_t)row_bytes);
    if (++j == job->count) {
      j = 0;
      table += job->extent * row_bytes;
    }
  }
}

// The usual row sizes are constants, so that a row of one element is one move.
INLINE void gather_sized(const gather_job *job, int64_t begin, int64_t end, apus_index_type type) {
  switch (job->row_bytes) {
    case 1: return gather_rows(job, begin, end, type, 1);
    case 2: return gather_rows(job, begin, end, type, 2);
    case 4: return gather_rows(job, begin, end, type, 4);
    case 8: return gather_rows(job, begin, end, type, 8);
    case 16: return gather_rows(job, begin, end, type, 16);
    default: return gather_rows(job, begin, end, type, job->row_bytes);
  }
}

static void gather(void *context, int64_t begin, int64_t end) {
  const gather_job *job = context;
  switch (job->type) {
    case APUS_INDEX_UINT8: return gather_sized(job, begin, end, APUS_INDEX_UINT8);
    case APUS_INDEX_INT32: return gather_sized(job, begin, end, APUS_INDEX_INT32);
    default: return gather_sized(job, begin, end, APUS_INDEX_INT64);
  }
}

void apus_gather(
    const void *table, int64_t outer, int64_t extent, int64_t row_bytes, const void *indices,
    apus_index_type type, int64_t count, void *destination) {
  if (row_bytes == 0) return;
  gather_job job = {table, indices, destination, extent, row_bytes, count, type};
  apus_parallel(outer * count, grain_of(row_bytes + 8), gather, &job);
}

// MARK: Scatter-add

// Every destination element is added up by one thread in the order of the indices: the split is
// over what is written (outer positions, or columns of a row, or rows), never over what is read.
typedef enum { SPLIT_OUTER, SPLIT_COLUMNS, SPLIT_ROWS } split;

typedef struct {
  const void *values, *indices;
  void *destination;
  int64_t outer, extent, inner, count;
  apus_index_type type;
  split by;
} scatter_job;

typedef uint16_t bfloat16;
INLINE float number_bfloat16(bfloat16 x) {
  union { uint32_t bits; float value; } u = {(uint32_t)x << 16};
  return u.value;
}
#define number_float(x) (x)
#define number_double(x) (x)
// Whole numbers wrap around: added as unsigned ones, where that is defined.
#define number_uint32_t(x) (x)
#define number_uint64_t(x) (x)
#define number_uint8_t(x) (x)

#define DEFINE_SCATTER(T, SUM)                                                                     \
  APUS_MULTIVERSION static void scatter_##T(void *context, int64_t begin, int64_t end) {           \
    const scatter_job *job = context;                                                              \
    int64_t inner = job->inner, size = job->extent * inner;                                        \
    int64_t first_outer = 0, last_outer = job->outer, first_row = 0, last_row = job->extent,       \
            first_column = 0, last_column = inner;                                                 \
    if (job->by == SPLIT_OUTER) first_outer = begin, last_outer = end;                             \
    if (job->by == SPLIT_ROWS) first_row = begin, last_row = end;                                  \
    if (job->by == SPLIT_COLUMNS) first_column = begin, last_column = end;                         \
    for (int64_t o = first_outer; o < last_outer; o++) {                                           \
      const T *values = (const T *)job->values + o * job->count * inner;                           \
      SUM *sums = (SUM *)job->destination + o * size;                                              \
      if (first_column == 0 && last_column == inner) {                                             \
        memset(sums + first_row * inner, 0,                                                        \
               (size_t)((last_row - first_row) * inner) * sizeof(SUM));                            \
      } else {                                                                                     \
        for (int64_t i = 0; i < job->extent; i++)                                                  \
          memset(sums + i * inner + first_column, 0,                                               \
                 (size_t)(last_column - first_column) * sizeof(SUM));                              \
      }                                                                                            \
      for (int64_t j = 0; j < job->count; j++) {                                                   \
        int64_t i = index_at(job->indices, job->type, j);                                          \
        if (i < first_row || i >= last_row) continue;                                              \
        SUM *sum = sums + i * inner;                                                               \
        const T *value = values + j * inner;                                                       \
        for (int64_t c = first_column; c < last_column; c++) sum[c] += number_##T(value[c]);       \
      }                                                                                            \
    }                                                                                              \
  }
DEFINE_SCATTER(float, float)
DEFINE_SCATTER(double, double)
DEFINE_SCATTER(bfloat16, float)
DEFINE_SCATTER(uint32_t, uint32_t)
DEFINE_SCATTER(uint64_t, uint64_t)
DEFINE_SCATTER(uint8_t, uint8_t)

typedef struct {
  const float *source;
  bfloat16 *destination;
} round_job;

APUS_MULTIVERSION static void round_all(void *context, int64_t begin, int64_t end) {
  const round_job *job = context;
  for (int64_t i = begin; i < end; i++) {
    uint32_t bits;
    memcpy(&bits, job->source + i, 4);
    uint32_t rounded = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16;
    job->destination[i] =
        (bfloat16)((bits & 0x7FFFFFFF) > 0x7F800000 ? (bits >> 16 | 0x40) : rounded);
  }
}

int apus_scatter_add(
    const void *values, int64_t outer, int64_t extent, int64_t inner, const void *indices,
    apus_index_type type, int64_t count, apus_add_type number, void *destination) {
  int64_t total = outer * extent * inner;
  if (total == 0) return 1;
  size_t scratch_bytes = number == APUS_ADD_BFLOAT16 ? (size_t)total * sizeof(float) : 0;
  void *sums = scratch_bytes ? apus_allocate(scratch_bytes) : destination;
  if (!sums) return 0;
  scatter_job job = {values, indices, sums, outer, extent, inner, count, type, SPLIT_OUTER};
  int threads = apus_thread_count();
  int64_t work = (extent + count) * inner * 4, pieces = outer;
  if (outer < 2 * threads && outer * work > GRAIN_BYTES) {
    if (inner >= 64 * threads) {
      job.by = SPLIT_COLUMNS;
      pieces = inner;
    } else {
      job.by = SPLIT_ROWS;
      pieces = extent;
    }
    work = outer * work / pieces;
  }
  apus_range_body body;
  switch (number) {
    case APUS_ADD_FLOAT32: body = scatter_float; break;
    case APUS_ADD_FLOAT64: body = scatter_double; break;
    case APUS_ADD_BFLOAT16: body = scatter_bfloat16; break;
    case APUS_ADD_INT32: body = scatter_uint32_t; break;
    case APUS_ADD_INT64: body = scatter_uint64_t; break;
    default: body = scatter_uint8_t;
  }
  apus_parallel(pieces, grain_of(work), body, &job);
  if (scratch_bytes) {
    round_job rounding = {sums, destination};
    apus_parallel(total, 1 << 14, round_all, &rounding);
    apus_deallocate(sums, scratch_bytes);
  }
  return 1;
}

// MARK: Along an axis

typedef struct {
  const void *source, *indices;
  void *destination;
  int64_t outer, extent, inner, count;
  apus_index_type type;
  split by;
} along_job;

#define DEFINE_GATHER_ALONG(T)                                                                    \
  static void gather_along_##T(void *context, int64_t begin, int64_t end) {                       \
    const along_job *job = context;                                                               \
    int64_t inner = job->inner;                                                                   \
    for (int64_t row = begin; row < end; row++) {                                                 \
      const T *s = (const T *)job->source + row / job->count * job->extent * inner;               \
      T *d = (T *)job->destination + row * inner;                                                 \
      for (int64_t c = 0; c < inner; c++)                                                         \
        d[c] = s[index_at(job->indices, job->type, row * inner + c) * inner + c];                 \
    }                                                                                             \
  }
DEFINE_GATHER_ALONG(uint8_t)
DEFINE_GATHER_ALONG(uint16_t)
DEFINE_GATHER_ALONG(uint32_t)
DEFINE_GATHER_ALONG(uint64_t)

void apus_gather_along(
    const void *source, int64_t outer, int64_t extent, int64_t inner, int64_t element_bytes,
    const void *indices, apus_index_type type, int64_t count, void *destination) {
  along_job job = {source, indices, destination, outer, extent, inner, count, type, SPLIT_OUTER};
  apus_range_body body;
  switch (element_bytes) {
    case 1: body = gather_along_uint8_t; break;
    case 2: body = gather_along_uint16_t; break;
    case 4: body = gather_along_uint32_t; break;
    default: body = gather_along_uint64_t;
  }
  apus_parallel(outer * count, grain_of(inner * 8), body, &job);
}

#define DEFINE_SCATTER_ALONG(T, SUM)                                                               \
  static void scatter_along_##T(void *context, int64_t begin, int64_t end) {                       \
    const along_job *job = context;                                                                \
    int64_t inner = job->inner;                                                                    \
    int by_outer = job->by == SPLIT_OUTER;                                                         \
    int64_t first = by_outer ? 0 : begin, last = by_outer ? inner : end;                           \
    for (int64_t o = by_outer ? begin : 0; o < (by_outer ? end : job->outer); o++) {               \
      SUM *sums = (SUM *)job->destination + o * job->extent * inner;                               \
      for (int64_t i = 0; i < job->extent; i++)                                                    \
        memset(sums + i * inner + first, 0, (size_t)(last - first) * sizeof(SUM));                 \
      for (int64_t j = o * job->count; j < (o + 1) * job->count; j++)                              \
        for (int64_t c = first; c < last; c++) {                                                   \
          T value = ((const T *)job->source)[j * inner + c];                                       \
          sums[index_at(job->indices, job->type, j * inner + c) * inner + c] += number_##T(value); \
        }                                                                                          \
    }                                                                                              \
  }
DEFINE_SCATTER_ALONG(float, float)
DEFINE_SCATTER_ALONG(double, double)
DEFINE_SCATTER_ALONG(bfloat16, float)
DEFINE_SCATTER_ALONG(uint32_t, uint32_t)
DEFINE_SCATTER_ALONG(uint64_t, uint64_t)
DEFINE_SCATTER_ALONG(uint8_t, uint8_t)

int apus_scatter_add_along(
    const void *values, int64_t outer, int64_t extent, int64_t inner, const void *indices,
    apus_index_type type, int64_t count, apus_add_type number, void *destination) {
  int64_t total = outer * extent * inner;
  if (total == 0) return 1;
  size_t scratch_bytes = number == APUS_ADD_BFLOAT16 ? (size_t)total * sizeof(float) : 0;
  void *sums = scratch_bytes ? apus_allocate(scratch_bytes) : destination;
  if (!sums) return 0;
  along_job job = {values, indices, sums, outer, extent, inner, count, type, SPLIT_OUTER};
  int64_t pieces = outer;
  if (outer < 2 * apus_thread_count() && inner > outer) {
    job.by = SPLIT_COLUMNS;
    pieces = inner;
  }
  apus_range_body body;
  switch (number) {
    case APUS_ADD_FLOAT32: body = scatter_along_float; break;
    case APUS_ADD_FLOAT64: body = scatter_along_double; break;
    case APUS_ADD_BFLOAT16: body = scatter_along_bfloat16; break;
    case APUS_ADD_INT32: body = scatter_along_uint32_t; break;
    case APUS_ADD_INT64: body = scatter_along_uint64_t; break;
    default: body = scatter_along_uint8_t;
  }
  apus_parallel(pieces, grain_of((extent + count) * (outer * inner / pieces) * 8), body, &job);
  if (scratch_bytes) {
    round_job rounding = {sums, destination};
    apus_parallel(total, 1 << 14, round_all, &rounding);
    apus_deallocate(sums, scratch_bytes);
  }
  return 1;
}

// MARK: One-hot

typedef struct {
  const void *indices;
  char *destination;
  int64_t depth, element_bytes;
  uint64_t one;
  apus_index_type type;
} one_hot_job;

static void one_hot(void *context, int64_t begin, int64_t end) {
  const one_hot_job *job = context;
  int64_t row_bytes = job->depth * job->element_bytes;
  memset(job->destination + begin * row_bytes, 0, (size_t)((end - begin) * row_bytes));
  for (int64_t j = begin; j < end; j++) {
    char *place = job->destination + j * row_bytes
        + index_at(job->indices, job->type, j) * job->element_bytes;
    switch (job->element_bytes) {
      case 1: *(uint8_t *)place = (uint8_t)job->one; break;
      case 2: *(uint16_t *)place = (uint16_t)job->one; break;
      case 4: *(uint32_t *)place = (uint32_t)job->one; break;
      default: *(uint64_t *)place = job->one;
    }
  }
}

void apus_one_hot(
    const void *indices, apus_index_type type, int64_t count, int64_t depth, int64_t element_bytes,
    uint64_t one, void *destination) {
  one_hot_job job = {indices, destination, depth, element_bytes, one, type};
  apus_parallel(count, grain_of(depth * element_bytes + 8), one_hot, &job);
}
