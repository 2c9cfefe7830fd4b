#include "elementwise_binary.h"
#include "bfloat16.h"
#include "cast.h"
#include "inline.h"
#include "multiversion.h"
#include "parallel.h"
#include <math.h>

// out[i] = EXPRESSION of a and b, which may name the unsigned type U.
#define LOOP(NAME, FROM, UNSIGNED, TO, EXPRESSION)                                                 \
  APUS_MULTIVERSION static void NAME(                                                              \
    const void *restrict first, const void *restrict second, void *restrict out, int64_t n,        \
    apus_scalar_operand scalar) {                                                                  \
    __attribute__((unused)) typedef UNSIGNED U;                                                    \
    const FROM *restrict p = first;                                                                \
    const FROM *restrict q = second;                                                               \
    TO *restrict to = out;                                                                         \
    if (scalar == APUS_NEITHER_SCALAR) {                                                           \
      for (int64_t i = 0; i < n; i++) {                                                            \
        FROM a = p[i], b = q[i];                                                                   \
        to[i] = (TO)(EXPRESSION);                                                                  \
      }                                                                                            \
    } else if (scalar == APUS_SECOND_SCALAR) {                                                     \
      FROM b = *q;                                                                                 \
      for (int64_t i = 0; i < n; i++) {                                                            \
        FROM a = p[i];                                                                             \
        to[i] = (TO)(EXPRESSION);                                                                  \
      }                                                                                            \
    } else {                                                                                       \
      FROM a = *p;                                                                                 \
      for (int64_t i = 0; i < n; i++) {                                                            \
        FROM b = q[i];                                                                             \
        to[i] = (TO)(EXPRESSION);                                                                  \
      }                                                                                            \
    }                                                                                              \
  }

// The remainder has the divisor's sign, as in Python: a − b ⌊a / b⌋.
#define FLOATING_DIVISION(TYPE, SUFFIX)                                                            \
  INLINE TYPE remainder_of_##TYPE(TYPE a, TYPE b) {                                                \
    TYPE m = fmod##SUFFIX(a, b);                                                                   \
    if (m == 0) return copysign##SUFFIX(m, b);                                                     \
    return (m < 0) != (b < 0) ? m + b : m;                                                         \
  }                                                                                                \
  /* From the exact remainder, since ⌊a / b⌋ of the rounded quotient can be one too large; a − */  \
  /* m, m towards 0, cannot overflow. */                                                           \
  INLINE TYPE floor_quotient_of_##TYPE(TYPE a, TYPE b) {                                           \
    if (b == 0) return a / b;                                                                      \
    TYPE m = fmod##SUFFIX(a, b), whole = rint##SUFFIX((a - m) / b);                                \
    whole -= m != 0 && (m < 0) != (b < 0);                                                         \
    return whole == 0 ? copysign##SUFFIX(0, a / b) : whole;                                        \
  }
FLOATING_DIVISION(float, f)
FLOATING_DIVISION(double, )

// Nothing a divisor can be stops the process: by 0 the result is 0, by −1 it wraps.
#define WHOLE_DIVISION(TYPE, UNSIGNED)                                                             \
  INLINE TYPE quotient_of_##TYPE(TYPE a, TYPE b) {                                                 \
    if (b == 0) return 0;                                                                          \
    return b == (TYPE)-1 && (TYPE)-1 < 0 ? (TYPE)(0 - (UNSIGNED)a) : (TYPE)(a / b);                \
  }                                                                                                \
  INLINE TYPE remainder_of_##TYPE(TYPE a, TYPE b) {                                                \
    if (b == 0 || (b == (TYPE)-1 && (TYPE)-1 < 0)) return 0;                                       \
    TYPE m = (TYPE)(a % b);                                                                        \
    return m != 0 && (m < 0) != (b < 0) ? (TYPE)(m + b) : m;                                       \
  }                                                                                                \
  INLINE TYPE floor_quotient_of_##TYPE(TYPE a, TYPE b) {                                           \
    if (b == 0 || (b == (TYPE)-1 && (TYPE)-1 < 0)) return quotient_of_##TYPE(a, b);                \
    TYPE m = (TYPE)(a % b);                                                                        \
    return (TYPE)(a / b - (m != 0 && (m < 0) != (b < 0)));                                         \
  }                                                                                                \
  INLINE TYPE power_of_##TYPE(TYPE a, TYPE b) {                                                    \
    if (b < 0) return a == 1 ? 1 : a == (TYPE)-1 ? (TYPE)(b % 2 ? -1 : 1) : 0;                     \
    UNSIGNED result = 1, base = (UNSIGNED)a;                                                       \
    for (UNSIGNED e = (UNSIGNED)b; e; e >>= 1, base *= base)                                       \
      if (e & 1) result *= base;                                                                   \
    return (TYPE)result;                                                                           \
  }
WHOLE_DIVISION(int32_t, uint32_t)
WHOLE_DIVISION(int64_t, uint64_t)
WHOLE_DIVISION(uint8_t, uint32_t)

// A function of one name for each type.
#define OF_REALS(A, NAME) float: NAME##_of_float, double: NAME##_of_double
#define OF_WHOLES(A, NAME) \
  int32_t: NAME##_of_int32_t, int64_t: NAME##_of_int64_t, uint8_t: NAME##_of_uint8_t
#define QUOTIENT(A, B) _Generic((A), OF_WHOLES(A, quotient))(A, B)
#define REMAINDER(A, B) _Generic((A), OF_REALS(A, remainder), OF_WHOLES(A, remainder))(A, B)
#define FLOOR_QUOTIENT(A, B) \
  _Generic((A), OF_REALS(A, floor_quotient), OF_WHOLES(A, floor_quotient))(A, B)
#define POWER(A, B) _Generic((A), float: powf, double: pow, OF_WHOLES(A, power))(A, B)
#define ARCTAN2(A, B) _Generic((A), float: atan2f, double: atan2)(A, B)

// bfloat16 goes through float32 a block at a time; one function for each operation, since a kernel
// carries no more than its operands.
INLINE void through_float(
  binary_kernel kernel, int is_test, const uint16_t *a, const uint16_t *b, void *out, int64_t n,
  apus_scalar_operand scalar) {
  enum { BLOCK = 512 };
  float first[BLOCK], second[BLOCK], result[BLOCK];
  if (scalar == APUS_FIRST_SCALAR) first[0] = from_bfloat16(*a);
  if (scalar == APUS_SECOND_SCALAR) second[0] = from_bfloat16(*b);
  for (int64_t begin = 0; begin < n; begin += BLOCK) {
    int64_t count = n - begin < BLOCK ? n - begin : BLOCK;
    if (scalar != APUS_FIRST_SCALAR)
      apus_cast_here(a + begin, APUS_BFLOAT16, first, APUS_FLOAT32, count);
    if (scalar != APUS_SECOND_SCALAR)
      apus_cast_here(b + begin, APUS_BFLOAT16, second, APUS_FLOAT32, count);
    if (is_test) {
      kernel(first, second, (uint8_t *)out + begin, count, scalar);
    } else {
      kernel(first, second, result, count, scalar);
      apus_cast_here(result, APUS_FLOAT32, (uint16_t *)out + begin, APUS_BFLOAT16, count);
    }
  }
}

#define HALF(NAME, IS_TEST)                                                                        \
  static void NAME##_bfloat16(                                                                     \
    const void *restrict a, const void *restrict b, void *restrict out, int64_t n,                 \
    apus_scalar_operand scalar) {                                                                  \
    through_float(NAME##_float, IS_TEST, a, b, out, n, scalar);                                    \
  }

#define REAL(NAME, FLOATING, NONE)                      \
  LOOP(NAME##_float, float, float, float, FLOATING)     \
  LOOP(NAME##_double, double, double, double, FLOATING) \
  HALF(NAME, 0)
#define NUMBER(NAME, FLOATING, WHOLE)                   \
  REAL(NAME, FLOATING, )                                \
  LOOP(NAME##_int32, int32_t, uint32_t, int32_t, WHOLE) \
  LOOP(NAME##_int64, int64_t, uint64_t, int64_t, WHOLE) \
  LOOP(NAME##_uint8, uint8_t, uint32_t, uint8_t, WHOLE)
#define TEST(NAME, FLOATING, WHOLE)                     \
  LOOP(NAME##_float, float, float, uint8_t, FLOATING)   \
  LOOP(NAME##_double, double, double, uint8_t, FLOATING) \
  HALF(NAME, 1)                                         \
  LOOP(NAME##_int32, int32_t, uint32_t, uint8_t, WHOLE) \
  LOOP(NAME##_int64, int64_t, uint64_t, uint8_t, WHOLE) \
  LOOP(NAME##_uint8, uint8_t, uint32_t, uint8_t, WHOLE)
#define LOGIC(NAME, NONE, BOOL) LOOP(NAME##_bool, uint8_t, uint8_t, uint8_t, BOOL)
#define BINARY(KIND, CONSTANT, NAME, COST, FLOATING, WHOLE) KIND(NAME, FLOATING, WHOLE)
#include "lists/binary.def"
#undef BINARY

/// An operation: its loops by element type, the elements worth a thread's while, and whether it
/// gives bool.
typedef struct {
  binary_kernel kernels[APUS_ELEMENT_TYPES];
  int64_t grain;
  int is_test;
} binary_operation;

enum { CHEAP = 16384, DEAR = 1024 };
#define REAL_ENTRIES(NAME)                                           \
  [APUS_FLOAT32] = NAME##_float, [APUS_FLOAT64] = NAME##_double,     \
  [APUS_BFLOAT16] = NAME##_bfloat16
#define REAL_KERNELS(NAME) {REAL_ENTRIES(NAME)}
#define NUMBER_KERNELS(NAME)                                         \
  {REAL_ENTRIES(NAME), [APUS_INT32] = NAME##_int32, [APUS_INT64] = NAME##_int64, \
   [APUS_UINT8] = NAME##_uint8, [APUS_BOOL] = NAME##_uint8}
#define TEST_KERNELS NUMBER_KERNELS
#define LOGIC_KERNELS(NAME) {[APUS_BOOL] = NAME##_bool}
enum { REAL_IS_TEST, NUMBER_IS_TEST = 0, TEST_IS_TEST, LOGIC_IS_TEST = 1 };
#define BINARY(KIND, CONSTANT, NAME, COST, ...) \
  [APUS_##CONSTANT] = {KIND##_KERNELS(NAME), COST, KIND##_IS_TEST},
static const binary_operation operations[APUS_BINARY_OPERATIONS] = {
#include "lists/binary.def"
};

binary_kernel apus_binary_kernel(apus_binary_operation operation, apus_element_type type) {
  return operations[operation].kernels[type];
}

int64_t apus_binary_grain(apus_binary_operation operation) { return operations[operation].grain; }

int64_t apus_binary_result_size(apus_binary_operation operation, apus_element_type type) {
  return operations[operation].is_test ? 1 : apus_element_size(type);
}

typedef struct {
  binary_kernel kernel;
  const char *a, *b;
  char *out;
  int64_t a_step, b_step, out_step;
  apus_scalar_operand scalar;
} binary_work;

static void binary_range(void *context, int64_t begin, int64_t end) {
  const binary_work *work = context;
  work->kernel(
    work->a + begin * work->a_step, work->b + begin * work->b_step,
    work->out + begin * work->out_step, end - begin, work->scalar);
}

void apus_binary(
  apus_binary_operation operation, apus_element_type type, const void *a, const void *b, void *out,
  int64_t count, apus_scalar_operand scalar) {
  int64_t size = apus_element_size(type);
  binary_work work = {
    apus_binary_kernel(operation, type), a, b, out, scalar == APUS_FIRST_SCALAR ? 0 : size,
    scalar == APUS_SECOND_SCALAR ? 0 : size, apus_binary_result_size(operation, type), scalar};
  apus_parallel(count, apus_binary_grain(operation), binary_range, &work);
}
