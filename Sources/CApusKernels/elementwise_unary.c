#include "bfloat16.h"
#include "cast.h"
#include "elementwise.h"
#include "multiversion.h"
#include "parallel.h"
#include "vector_math.h"

typedef void (*unary_kernel)(const void *restrict, void *restrict, int64_t);

// out[i] = EXPRESSION of x = in[i], which may name its type T and the unsigned type U.
#define LOOP(NAME, FROM, UNSIGNED, TO, EXPRESSION)                                                 \
  APUS_MULTIVERSION static void NAME(const void *restrict in, void *restrict out, int64_t n) {     \
    typedef FROM T;                                                                                \
    __attribute__((unused)) typedef UNSIGNED U;                                                    \
    const T *restrict from = in;                                                                   \
    TO *restrict to = out;                                                                         \
    for (int64_t i = 0; i < n; i++) {                                                              \
      T x = from[i];                                                                               \
      to[i] = EXPRESSION;                                                                          \
    }                                                                                              \
  }

// Blocks that reach beyond the limit of the short argument reduction go to the library.
#define TURNING_LOOP(NAME, QUARTERS, LIBRARY)                                                      \
  APUS_MULTIVERSION static void NAME(const void *restrict in, void *restrict out, int64_t count) { \
    enum { BLOCK = 256 };                                                                          \
    for (int64_t begin = 0; begin < count; begin += BLOCK) {                                       \
      const float *restrict from = (const float *)in + begin;                                      \
      float *restrict to = (float *)out + begin;                                                   \
      int64_t n = count - begin < BLOCK ? count - begin : BLOCK;                                   \
      int32_t beyond = 0;                                                                          \
      for (int64_t i = 0; i < n; i++) beyond |= !(absolute(from[i]) <= APUS_TURNING_LIMIT);        \
      if (beyond) {                                                                                \
        for (int64_t i = 0; i < n; i++) to[i] = LIBRARY(from[i]);                                  \
      } else {                                                                                     \
        for (int64_t i = 0; i < n; i++) to[i] = turned_sine(from[i], QUARTERS);                    \
      }                                                                                            \
    }                                                                                              \
  }

#define REAL(NAME, SINGLE, DOUBLE)                    \
  LOOP(NAME##_float, float, float, float, SINGLE)     \
  LOOP(NAME##_double, double, double, double, DOUBLE)
#define NUMBER(NAME, FLOATING, WHOLE)                 \
  REAL(NAME, FLOATING, FLOATING)                      \
  LOOP(NAME##_int32, int32_t, uint32_t, int32_t, WHOLE) \
  LOOP(NAME##_int64, int64_t, uint64_t, int64_t, WHOLE) \
  LOOP(NAME##_uint8, uint8_t, uint32_t, uint8_t, WHOLE)
#define TURNING(NAME, QUARTERS, LIBRARY)              \
  TURNING_LOOP(NAME##_float, QUARTERS, LIBRARY##f)    \
  LOOP(NAME##_double, double, double, double, LIBRARY(x))
#define TEST(NAME, SINGLE, DOUBLE)                    \
  LOOP(NAME##_float, float, float, uint8_t, SINGLE)   \
  LOOP(NAME##_double, double, double, uint8_t, DOUBLE)
#define UNARY(KIND, CONSTANT, NAME, COST, A, B) KIND(NAME, A, B)
#include "lists/unary.def"
#undef UNARY

/// An operation: its loops by element type, the elements worth a thread's while, and whether it
/// gives bool.
typedef struct {
  unary_kernel kernels[APUS_ELEMENT_TYPES];
  int64_t grain;
  int is_test;
} unary_operation;

enum { CHEAP = 16384, DEAR = 4096 };
#define REAL_KERNELS(NAME) \
  {[APUS_FLOAT32] = NAME##_float, [APUS_BFLOAT16] = NAME##_float, [APUS_FLOAT64] = NAME##_double}
#define NUMBER_KERNELS(NAME)                                                              \
  {[APUS_FLOAT32] = NAME##_float, [APUS_BFLOAT16] = NAME##_float,                         \
   [APUS_FLOAT64] = NAME##_double, [APUS_INT32] = NAME##_int32, [APUS_INT64] = NAME##_int64, \
   [APUS_UINT8] = NAME##_uint8}
#define TURNING_KERNELS REAL_KERNELS
#define TEST_KERNELS REAL_KERNELS
enum { REAL_IS_TEST, NUMBER_IS_TEST = 0, TURNING_IS_TEST = 0, TEST_IS_TEST };
#define UNARY(KIND, CONSTANT, NAME, COST, ...) \
  [APUS_##CONSTANT] = {KIND##_KERNELS(NAME), COST, KIND##_IS_TEST},
static const unary_operation operations[APUS_UNARY_OPERATIONS] = {
#include "lists/unary.def"
};

typedef struct {
  unary_kernel kernel;
  const char *in;
  char *out;
  int64_t in_size, out_size;
} unary_work;

static void unary_range(void *context, int64_t begin, int64_t end) {
  const unary_work *work = context;
  work->kernel(work->in + begin * work->in_size, work->out + begin * work->out_size, end - begin);
}

// bfloat16 goes through float32 a block at a time.
static void bfloat16_range(void *context, int64_t begin, int64_t end) {
  enum { BLOCK = 512 };
  const unary_work *work = context;
  float in[BLOCK], out[BLOCK];
  while (begin < end) {
    int64_t n = end - begin < BLOCK ? end - begin : BLOCK;
    apus_cast_here(work->in + begin * 2, APUS_BFLOAT16, in, APUS_FLOAT32, n);
    char *to = work->out + begin * work->out_size;
    if (work->out_size == 1) {
      work->kernel(in, to, n);
    } else {
      work->kernel(in, out, n);
      apus_cast_here(out, APUS_FLOAT32, to, APUS_BFLOAT16, n);
    }
    begin += n;
  }
}

void apus_unary(apus_unary_operation operation, apus_element_type type, const void *in, void *out,
                int64_t count) {
  const unary_operation *o = &operations[operation];
  int64_t size = apus_element_size(type);
  unary_work work = {o->kernels[type], in, out, size, o->is_test ? 1 : size};
  apus_parallel(count, o->grain, type == APUS_BFLOAT16 ? bfloat16_range : unary_range, &work);
}
