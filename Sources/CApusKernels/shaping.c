#include "shaping.h"
#include "inline.h"
#include "multiversion.h"
#include "parallel.h"
#include <string.h>

// A tile is one cache line wide. Tiles are taken block by block, so that a block's pages stay in
// the table of pages.
enum { GRAIN_BYTES = 1 << 17, LINE = 64, BLOCK = 256 };
#define TILE(T) (LINE / (int)sizeof(T))

INLINE int64_t grain_of(int64_t unit_bytes) {
  return unit_bytes >= GRAIN_BYTES ? 1 : GRAIN_BYTES / (unit_bytes < 1 ? 1 : unit_bytes);
}

// MARK: Strided reads

typedef struct {
  const apus_strided_read *read;
  const void *source;
  void *destination;
  // For transposes: the axis along which the source is contiguous, and its pieces.
  int along;
  int64_t pieces, piece, row_stride;
} read_job;

// Reads rows of the innermost axis one after another.
#define DEFINE_ROWS(T)                                                                             \
  INLINE void read_rows_##T(const read_job *job, int64_t begin, int64_t end) {                     \
    const apus_strided_read *r = job->read;                                                        \
    int outer = r->rank - 1;                                                                       \
    int64_t n = outer < 0 ? 1 : r->extent[outer], stride = outer < 0 ? 1 : r->stride[outer];       \
    int64_t index[APUS_READ_AXES];                                                                 \
    const T *s = job->source;                                                                      \
    T *d = (T *)job->destination + begin * n;                                                      \
    int64_t rest = begin;                                                                          \
    for (int a = outer - 1; a >= 0; a--) {                                                         \
      index[a] = rest % r->extent[a];                                                              \
      rest /= r->extent[a];                                                                        \
      s += index[a] * r->stride[a];                                                                \
    }                                                                                              \
    for (int64_t row = begin; row < end; row++, d += n) {                                          \
      if (stride == 1 && n * (int64_t)sizeof(T) >= 64) {                                           \
        memcpy(d, s, (size_t)n * sizeof(T));                                                       \
      } else if (stride == 0) {                                                                    \
        T value = *s;                                                                              \
        for (int64_t i = 0; i < n; i++) d[i] = value;                                              \
      } else if (stride == -1) {                                                                   \
        for (int64_t i = 0; i < n; i++) d[i] = s[-i];                                              \
      } else {                                                                                     \
        for (int64_t i = 0; i < n; i++) d[i] = s[i * stride];                                      \
      }                                                                                            \
      for (int a = outer - 1; a >= 0; a--) {                                                       \
        s += r->stride[a];                                                                         \
        if (++index[a] < r->extent[a]) break;                                                      \
        s -= r->stride[a] * r->extent[a];                                                          \
        index[a] = 0;                                                                              \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
  APUS_MULTIVERSION static void rows_##T(void *context, int64_t begin, int64_t end) {              \
    read_rows_##T(context, begin, end);                                                            \
  }

// One tile: destination rows of `columns`, from source rows of `rows`. Goes through a buffer so
// that every cache line of the source and of the destination is touched once, however the strides
// fall on the cache's sets.
#define DEFINE_TILE(T)                                                                             \
  INLINE void tile_##T(const T *s, int64_t source_stride, T *d, int64_t row_stride, int64_t rows,  \
                       int64_t columns) {                                                          \
    T buffer[TILE(T)][TILE(T)];                                                                    \
    if (rows == TILE(T) && columns == TILE(T)) {                                                   \
      for (int j = 0; j < TILE(T); j++) {                                                          \
        T line[TILE(T)];                                                                           \
        memcpy(line, s + j * source_stride, sizeof line);                                          \
        for (int i = 0; i < TILE(T); i++) buffer[i][j] = line[i];                                  \
      }                                                                                            \
      for (int i = 0; i < TILE(T); i++) memcpy(d + i * row_stride, buffer[i], sizeof buffer[i]);   \
      return;                                                                                      \
    }                                                                                              \
    for (int64_t i = 0; i < rows; i++)                                                             \
      for (int64_t j = 0; j < columns; j++) d[i * row_stride + j] = s[i + j * source_stride];      \
  }

// Transposes: a unit is a piece of the axis that is contiguous in the source, for one position of
// all axes but it and the innermost.
#define DEFINE_TRANSPOSE(T)                                                                       \
  APUS_MULTIVERSION static void transpose_##T(void *context, int64_t begin, int64_t end) {        \
    const read_job *job = context;                                                                \
    const apus_strided_read *r = job->read;                                                       \
    int inner = r->rank - 1;                                                                      \
    int64_t columns = r->extent[inner], source_stride = r->stride[inner];                         \
    for (int64_t unit = begin; unit < end; unit++) {                                              \
      int64_t first = unit % job->pieces * job->piece, rest = unit / job->pieces, step = columns; \
      const T *s = (const T *)job->source + first;                                                \
      T *d = (T *)job->destination + first * job->row_stride;                                     \
      for (int a = inner - 1; a >= 0; a--) {                                                      \
        if (a != job->along) {                                                                    \
          int64_t position = rest % r->extent[a];                                                 \
          rest /= r->extent[a];                                                                   \
          s += position * r->stride[a];                                                           \
          d += position * step;                                                                   \
        }                                                                                         \
        step *= r->extent[a];                                                                     \
      }                                                                                           \
      int64_t last = r->extent[job->along] - first;                                               \
      if (last > job->piece) last = job->piece;                                                   \
      for (int64_t jb = 0; jb < columns; jb += BLOCK)                                             \
        for (int64_t ib = 0; ib < last; ib += BLOCK) {                                            \
          int64_t rows_end = last - ib < BLOCK ? last : ib + BLOCK;                               \
          int64_t columns_end = columns - jb < BLOCK ? columns : jb + BLOCK;                      \
          for (int64_t j = jb; j < columns_end; j += TILE(T))                                     \
            for (int64_t i = ib; i < rows_end; i += TILE(T))                                      \
              tile_##T(                                                                           \
                  s + i + j * source_stride, source_stride, d + i * job->row_stride + j,          \
                  job->row_stride, rows_end - i < TILE(T) ? rows_end - i : TILE(T),               \
                  columns_end - j < TILE(T) ? columns_end - j : TILE(T));                         \
        }                                                                                         \
    }                                                                                             \
  }

#define DEFINE_READ(T) DEFINE_ROWS(T) DEFINE_TILE(T) DEFINE_TRANSPOSE(T)
DEFINE_READ(uint8_t)
DEFINE_READ(uint16_t)
DEFINE_READ(uint32_t)
DEFINE_READ(uint64_t)

void apus_read_strided(
    const apus_strided_read *read, const void *source, void *destination, int64_t element_bytes) {
  if (read->is_empty) return;
  read_job job = {.read = read, .source = source, .destination = destination, .along = -1};
  int inner = read->rank - 1;
  int64_t n = inner < 0 ? 1 : read->extent[inner], rows = 1;
  for (int a = 0; a < inner; a++) rows *= read->extent[a];
  if (inner <= 0 && (inner < 0 || read->stride[0] == 1))
    return apus_copy_rows(source, 0, destination, 0, n * element_bytes, 1);
  if (n >= 4 && read->stride[inner] != 1 && read->stride[inner] != 0)
    for (int a = inner - 1; a >= 0 && job.along < 0; a--)
      if (read->stride[a] == 1 && read->extent[a] >= 4) job.along = a;
  apus_range_body body;
  if (job.along < 0) {
    switch (element_bytes) {
      case 1: body = rows_uint8_t; break;
      case 2: body = rows_uint16_t; break;
      case 4: body = rows_uint32_t; break;
      default: body = rows_uint64_t;
    }
    return apus_parallel(rows, grain_of(n * element_bytes), body, &job);
  }
  switch (element_bytes) {
    case 1: body = transpose_uint8_t; break;
    case 2: body = transpose_uint16_t; break;
    case 4: body = transpose_uint32_t; break;
    default: body = transpose_uint64_t;
  }
  int64_t length = read->extent[job.along];
  job.row_stride = 1;
  for (int a = job.along + 1; a <= inner; a++) job.row_stride *= read->extent[a];
  job.piece = grain_of(n * element_bytes) / 4;
  job.piece = job.piece < BLOCK ? BLOCK : job.piece / BLOCK * BLOCK;
  if (job.piece > length) job.piece = length;
  job.pieces = (length + job.piece - 1) / job.piece;
  apus_parallel(
      rows / length * job.pieces, grain_of(job.piece * n * element_bytes), body, &job);
}

// MARK: Placing

typedef struct {
  const apus_placement *place;
  const void *source;
  void *destination;
  uint64_t fill;
} place_job;

#define DEFINE_PLACE(T)                                                                           \
  APUS_MULTIVERSION static void place_##T(void *context, int64_t begin, int64_t end) {            \
    const place_job *job = context;                                                               \
    const apus_placement *p = job->place;                                                         \
    int inner = p->rank - 1;                                                                      \
    int64_t n = p->extent[inner], start = p->start[inner], step = p->step[inner],                 \
            count = p->count[inner];                                                              \
    T fill = (T)job->fill;                                                                        \
    T *d = (T *)job->destination + begin * n;                                                     \
    for (int64_t row = begin; row < end; row++, d += n) {                                         \
      int64_t rest = row, source_row = 0, size = 1;                                               \
      int inside = count > 0;                                                                     \
      for (int a = inner - 1; a >= 0 && inside; a--) {                                            \
        int64_t distance = rest % p->extent[a] - p->start[a];                                     \
        int64_t position = p->step[a] == 1 ? distance : distance / p->step[a];                    \
        rest /= p->extent[a];                                                                     \
        inside = position >= 0 && position < p->count[a] && position * p->step[a] == distance;    \
        source_row += position * size;                                                            \
        size *= p->count[a];                                                                      \
      }                                                                                           \
      if (!inside) {                                                                              \
        for (int64_t i = 0; i < n; i++) d[i] = fill;                                              \
        continue;                                                                                 \
      }                                                                                           \
      const T *s = (const T *)job->source + source_row * count;                                   \
      if (step == 1) {                                                                            \
        for (int64_t i = 0; i < start; i++) d[i] = fill;                                          \
        memcpy(d + start, s, (size_t)count * sizeof(T));                                          \
        for (int64_t i = start + count; i < n; i++) d[i] = fill;                                  \
      } else {                                                                                    \
        for (int64_t i = 0; i < n; i++) d[i] = fill;                                              \
        for (int64_t i = 0; i < count; i++) d[start + i * step] = s[i];                           \
      }                                                                                           \
    }                                                                                             \
  }
DEFINE_PLACE(uint8_t)
DEFINE_PLACE(uint16_t)
DEFINE_PLACE(uint32_t)
DEFINE_PLACE(uint64_t)

void apus_place(
    const apus_placement *place, const void *source, void *destination, int64_t element_bytes,
    uint64_t fill) {
  apus_placement whole = *place;
  if (whole.rank == 0) apus_placement_axis(&whole, 1, 0, 1, 1);
  place_job job = {&whole, source, destination, fill};
  int64_t n = whole.extent[whole.rank - 1], rows = 1;
  for (int a = 0; a < whole.rank - 1; a++) rows *= whole.extent[a];
  if (n == 0) return;
  apus_range_body body;
  switch (element_bytes) {
    case 1: body = place_uint8_t; break;
    case 2: body = place_uint16_t; break;
    case 4: body = place_uint32_t; break;
    default: body = place_uint64_t;
  }
  apus_parallel(rows, grain_of(n * element_bytes), body, &job);
}

// MARK: Mapped reads

typedef struct {
  const apus_mapping *mapping;
  const char *source;
  char *destination;
  int64_t block_bytes;
} mapped_job;

INLINE void copy_block(char *d, const char *s, int64_t bytes) {
  switch (bytes) {
    case 1: *d = *s; break;
    case 2: memcpy(d, s, 2); break;
    case 4: memcpy(d, s, 4); break;
    case 8: memcpy(d, s, 8); break;
    case 12: memcpy(d, s, 12); break;
    default: memcpy(d, s, (size_t)bytes);
  }
}

static void mapped(void *context, int64_t begin, int64_t end) {
  const mapped_job *job = context;
  const apus_mapping *m = job->mapping;
  int inner = m->rank - 1;
  int64_t n = m->extent[inner], bytes = job->block_bytes;
  const int64_t *map = m->map[inner];
  for (int64_t row = begin; row < end; row++) {
    int64_t rest = row, source_row = 0, size = 1;
    for (int a = inner - 1; a >= 0; a--) {
      int64_t position = rest % m->extent[a];
      rest /= m->extent[a];
      source_row += (m->map[a] ? m->map[a][position] : position) * size;
      size *= m->source_extent[a];
    }
    const char *s = job->source + source_row * m->source_extent[inner] * bytes;
    char *d = job->destination + row * n * bytes;
    for (int64_t i = 0; i < n; i++)
      copy_block(d + i * bytes, s + (map ? map[i] : i) * bytes, bytes);
  }
}

void apus_read_mapped(
    const apus_mapping *mapping, const void *source, void *destination, int64_t block_bytes) {
  if (mapping->rank == 0) {
    memcpy(destination, source, (size_t)block_bytes);
    return;
  }
  mapped_job job = {mapping, source, destination, block_bytes};
  int64_t rows = 1;
  for (int a = 0; a < mapping->rank - 1; a++) rows *= mapping->extent[a];
  apus_parallel(rows, grain_of(mapping->extent[mapping->rank - 1] * block_bytes), mapped, &job);
}

// MARK: Rows

typedef struct {
  const char *source;
  char *destination;
  int64_t source_pitch, destination_pitch, row_bytes, pieces;
} rows_job;

static void copy_rows(void *context, int64_t begin, int64_t end) {
  const rows_job *job = context;
  for (int64_t unit = begin; unit < end; unit++) {
    int64_t row = unit / job->pieces, piece = unit % job->pieces;
    int64_t from = piece * GRAIN_BYTES, bytes = job->row_bytes - from;
    if (bytes > GRAIN_BYTES) bytes = GRAIN_BYTES;
    copy_block(
        job->destination + row * job->destination_pitch + from,
        job->source + row * job->source_pitch + from, bytes);
  }
}

void apus_copy_rows(
    const void *source, int64_t source_pitch, void *destination, int64_t destination_pitch,
    int64_t row_bytes, int64_t rows) {
  if (row_bytes == 0) return;
  rows_job job = {source,    destination, source_pitch, destination_pitch,
                  row_bytes, (row_bytes + GRAIN_BYTES - 1) / GRAIN_BYTES};
  int64_t unit_bytes = row_bytes < GRAIN_BYTES ? row_bytes : GRAIN_BYTES;
  apus_parallel(rows * job.pieces, grain_of(unit_bytes), copy_rows, &job);
}

void apus_write_strided(
    const apus_strided_read *write, const void *source, void *destination, int64_t element_bytes) {
  if (write->is_empty) return;
  const int last = write->rank - 1;
  const int64_t count = last < 0 ? 1 : write->extent[last],
                stride = last < 0 ? 1 : write->stride[last];
  int64_t place[APUS_READ_AXES] = {0}, offset = 0;
  const char *in = source;
  char *out = destination;
  for (;;) {
    if (stride == 1) {
      memcpy(out + offset * element_bytes, in, (size_t)(count * element_bytes));
    } else {
      for (int64_t i = 0; i < count; i++)
        memcpy(out + (offset + i * stride) * element_bytes, in + i * element_bytes,
               (size_t)element_bytes);
    }
    in += count * element_bytes;
    int axis = last - 1;
    for (; axis >= 0; axis--) {
      offset += write->stride[axis];
      if (++place[axis] < write->extent[axis]) break;
      offset -= write->stride[axis] * write->extent[axis];
      place[axis] = 0;
    }
    if (axis < 0) return;
  }
}
