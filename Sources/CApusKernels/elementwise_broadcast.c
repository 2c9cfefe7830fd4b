#include "elementwise_broadcast.h"
#include "elementwise.h"
#include "elementwise_binary.h"
#include "multiversion.h"
#include "parallel.h"
#include <string.h>

apus_loop apus_make_loop(const apus_shape *shape, int count, const apus_shape *const *operands) {
  apus_loop loop = {0};
  int64_t strides[3][8], elements = 1;
  int rank = (int)shape->rank;
  for (int k = 0; k < count; k++) {
    int missing = rank - (int)operands[k]->rank;
    int64_t stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      int64_t extent = axis < missing ? 1 : operands[k]->extents[axis - missing];
      strides[k][axis] = extent == 1 ? 0 : stride;
      stride *= extent;
    }
    loop.full[k] = 1;
  }
  for (int axis = 0; axis < rank; axis++) {
    int64_t extent = shape->extents[axis];
    elements *= extent;
    if (extent == 1) continue;
    int last = loop.rank - 1, joins = last >= 0;
    for (int k = 0; k < count; k++) {
      if (strides[k][axis] == 0) loop.full[k] = 0;
      joins = joins && loop.strides[k][last] == strides[k][axis] * extent;
    }
    if (joins) {
      loop.extents[last] *= extent;
    } else {
      last = loop.rank++;
      loop.extents[last] = extent;
    }
    for (int k = 0; k < count; k++) loop.strides[k][last] = strides[k][axis];
  }
  if (loop.rank == 0) {
    loop.rank = 1;
    loop.extents[0] = elements;
  }
  return loop;
}

// The innermost stride of a dense array is 1, or 0 where it is repeated.
#define EXPAND(TYPE)                                                                          \
  static void expand_##TYPE(                                                                  \
    const apus_loop *loop, int k, const TYPE *from, int64_t begin, int64_t count, TYPE *to) { \
    const int64_t *strides = loop->strides[k];                                                \
    int innermost = loop->rank - 1;                                                           \
    int64_t index[8], offset = 0, rest = begin;                                               \
    for (int axis = innermost; axis >= 0; axis--) {                                           \
      index[axis] = rest % loop->extents[axis];                                               \
      rest /= loop->extents[axis];                                                            \
      offset += index[axis] * strides[axis];                                                  \
    }                                                                                         \
    int64_t extent = loop->extents[innermost], stride = strides[innermost];                   \
    for (;;) {                                                                                \
      int64_t run = extent - index[innermost];                                                \
      if (run > count) run = count;                                                           \
      if (stride == 0) {                                                                      \
        TYPE value = from[offset];                                                            \
        for (int64_t i = 0; i < run; i++) to[i] = value;                                      \
      } else {                                                                                \
        for (int64_t i = 0; i < run; i++) to[i] = from[offset + i];                           \
      }                                                                                       \
      to += run;                                                                              \
      count -= run;                                                                           \
      if (count == 0) return;                                                                 \
      offset -= index[innermost] * stride;                                                    \
      index[innermost] = 0;                                                                   \
      for (int axis = innermost - 1; axis >= 0; axis--) {                                     \
        offset += strides[axis];                                                              \
        if (++index[axis] < loop->extents[axis]) break;                                       \
        offset -= strides[axis] * loop->extents[axis];                                        \
        index[axis] = 0;                                                                      \
      }                                                                                       \
    }                                                                                         \
  }
EXPAND(uint8_t)
EXPAND(uint16_t)
EXPAND(uint32_t)
EXPAND(uint64_t)

void apus_expand(
  const apus_loop *loop, int k, int64_t size, const void *operand, int64_t begin, int64_t count,
  void *out) {
  if (count <= 0) return;
  switch (size) {
    case 1: return expand_uint8_t(loop, k, operand, begin, count, out);
    case 2: return expand_uint16_t(loop, k, operand, begin, count, out);
    case 4: return expand_uint32_t(loop, k, operand, begin, count, out);
    default: return expand_uint64_t(loop, k, operand, begin, count, out);
  }
}

static int64_t elements(const apus_loop *loop) {
  int64_t count = 1;
  for (int axis = 0; axis < loop->rank; axis++) count *= loop->extents[axis];
  return count;
}

// An operand that is the same for every row, once expanded, serves all blocks of whole rows.
static int64_t block_of(const apus_loop *loop, int k, int64_t *block) {
  int64_t inner = loop->extents[loop->rank - 1];
  int repeats = loop->rank == 2 && loop->strides[k][0] == 0 && inner <= APUS_BLOCK;
  if (repeats) *block = APUS_BLOCK / inner * inner;
  return repeats;
}

typedef struct {
  const apus_loop *loop;
  binary_kernel kernel;
  const char *operands[2];
  char *out;
  int64_t size, out_size;
} broadcast_work;

static void blocks(void *context, int64_t begin, int64_t end) {
  const broadcast_work *work = context;
  const apus_loop *loop = work->loop;
  _Alignas(64) char buffers[2][APUS_BLOCK * 8];
  int64_t block = APUS_BLOCK;
  int constant[2] = {0, 0};
  for (int k = 0; k < 2; k++) {
    if (loop->full[k] || !block_of(loop, k, &block)) continue;
    constant[k] = 1;
    int64_t count = end - begin < block ? end - begin : block;
    apus_expand(loop, k, work->size, work->operands[k], begin, count, buffers[k]);
  }
  for (; begin < end; begin += block) {
    int64_t count = end - begin < block ? end - begin : block;
    const void *from[2];
    for (int k = 0; k < 2; k++) {
      from[k] = loop->full[k] ? work->operands[k] + begin * work->size : buffers[k];
      if (!loop->full[k] && !constant[k])
        apus_expand(loop, k, work->size, work->operands[k], begin, count, buffers[k]);
    }
    work->kernel(from[0], from[1], work->out + begin * work->out_size, count, APUS_NEITHER_SCALAR);
  }
}

// Long rows need no expansion: each runs with a row or a single element of an operand.
static void rows(void *context, int64_t begin, int64_t end) {
  const broadcast_work *work = context;
  const apus_loop *loop = work->loop;
  int innermost = loop->rank - 1;
  int64_t extent = loop->extents[innermost];
  apus_scalar_operand scalar = loop->strides[0][innermost] == 0   ? APUS_FIRST_SCALAR
                               : loop->strides[1][innermost] == 0 ? APUS_SECOND_SCALAR
                                                                  : APUS_NEITHER_SCALAR;
  for (int64_t row = begin / extent; begin < end; row++) {
    int64_t within = begin - row * extent, count = extent - within;
    if (count > end - begin) count = end - begin;
    const char *from[2];
    for (int k = 0; k < 2; k++) {
      int64_t rest = row, offset = within * loop->strides[k][innermost];
      for (int axis = innermost - 1; axis >= 0; axis--) {
        offset += rest % loop->extents[axis] * loop->strides[k][axis];
        rest /= loop->extents[axis];
      }
      from[k] = work->operands[k] + offset * work->size;
    }
    work->kernel(from[0], from[1], work->out + begin * work->out_size, count, scalar);
    begin += count;
  }
}

void apus_binary_broadcast(
  apus_binary_operation operation, apus_element_type type, const void *a, const apus_shape *a_shape,
  const void *b, const apus_shape *b_shape, void *out, const apus_shape *shape) {
  const apus_shape *shapes[2] = {a_shape, b_shape};
  apus_loop loop = apus_make_loop(shape, 2, shapes);
  int64_t size = apus_element_size(type);
  broadcast_work work = {&loop, apus_binary_kernel(operation, type), {a, b}, out, size,
                         apus_binary_result_size(operation, type)};
  int are_long = loop.extents[loop.rank - 1] >= 64;
  apus_parallel(elements(&loop), apus_binary_grain(operation), are_long ? rows : blocks, &work);
}

#define SELECT(TYPE)                                                                               \
  APUS_MULTIVERSION static void select_##TYPE(                                                     \
    const uint8_t *restrict condition, const void *restrict first, const void *restrict second,    \
    void *restrict out, int64_t n) {                                                               \
    const TYPE *restrict a = first;                                                                \
    const TYPE *restrict b = second;                                                               \
    TYPE *restrict to = out;                                                                       \
    for (int64_t i = 0; i < n; i++) {                                                              \
      TYPE x = a[i], y = b[i];                                                                     \
      to[i] = condition[i] ? x : y;                                                                \
    }                                                                                              \
  }
SELECT(uint8_t)
SELECT(uint16_t)
SELECT(uint32_t)
SELECT(uint64_t)

typedef struct {
  const apus_loop *loop;
  void (*kernel)(const uint8_t *restrict, const void *restrict, const void *restrict,
                 void *restrict, int64_t);
  const char *operands[3];
  char *out;
  int64_t size;
} select_work;

static void select_blocks(void *context, int64_t begin, int64_t end) {
  const select_work *work = context;
  const apus_loop *loop = work->loop;
  _Alignas(64) char buffers[3][APUS_BLOCK * 8];
  int64_t start = begin;
  for (; begin < end; begin += APUS_BLOCK) {
    int64_t count = end - begin < APUS_BLOCK ? end - begin : APUS_BLOCK;
    const void *from[3];
    for (int k = 0; k < 3; k++) {
      int64_t size = k == 0 ? 1 : work->size;
      int is_single = loop->rank == 1 && loop->strides[k][0] == 0;
      from[k] = loop->full[k] ? work->operands[k] + begin * size : buffers[k];
      if (!loop->full[k] && !(is_single && begin > start))
        apus_expand(loop, k, size, work->operands[k], begin, count, buffers[k]);
    }
    work->kernel(from[0], from[1], from[2], work->out + begin * work->size, count);
  }
}

void apus_select(
  apus_element_type type, const void *condition, const apus_shape *condition_shape, const void *a,
  const apus_shape *a_shape, const void *b, const apus_shape *b_shape, void *out,
  const apus_shape *shape) {
  const apus_shape *shapes[3] = {condition_shape, a_shape, b_shape};
  apus_loop loop = apus_make_loop(shape, 3, shapes);
  int64_t size = apus_element_size(type);
  select_work work = {&loop,
                      size == 1   ? select_uint8_t
                      : size == 2 ? select_uint16_t
                      : size == 4 ? select_uint32_t
                                  : select_uint64_t,
                      {condition, a, b},
                      out,
                      size};
  apus_parallel(elements(&loop), 16384, select_blocks, &work);
}

typedef struct {
  const apus_loop *loop;
  const void *in;
  char *out;
  int64_t size;
} expand_work;

static void expand_range(void *context, int64_t begin, int64_t end) {
  const expand_work *work = context;
  apus_expand(work->loop, 0, work->size, work->in, begin, end - begin,
              work->out + begin * work->size);
}

void apus_broadcast(
  apus_element_type type, const void *in, const apus_shape *in_shape, void *out,
  const apus_shape *shape) {
  apus_loop loop = apus_make_loop(shape, 1, &in_shape);
  expand_work work = {&loop, in, out, apus_element_size(type)};
  apus_parallel(elements(&loop), 16384, expand_range, &work);
}
