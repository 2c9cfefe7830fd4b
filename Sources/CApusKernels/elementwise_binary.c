#include "elementwise_binary.h"
#include "bfloat16.h"
#include "cast.h"
#include "inline.h"
#include "multiversion.h"
#include "parallel.h"
#include <math.h>

#define BINARY(NAME, FROM, TO, EXPRESSION)                                                         \
  APUS_MULTIVERSION static void NAME(                                                              \
    const void *restrict first, const void *restrict second, void *restrict out, int64_t n,        \
    apus_scalar_operand scalar) {                                                                  \
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

// NaN in either operand is NaN in the result.
#define COMPARISONS(TYPE)                                        \
  BINARY(equal_##TYPE, TYPE, uint8_t, a == b)                    \
  BINARY(not_equal_##TYPE, TYPE, uint8_t, a != b)                \
  BINARY(less_##TYPE, TYPE, uint8_t, a < b)                      \
  BINARY(less_equal_##TYPE, TYPE, uint8_t, a <= b)               \
  BINARY(greater_##TYPE, TYPE, uint8_t, a > b)                   \
  BINARY(greater_equal_##TYPE, TYPE, uint8_t, a >= b)

#define FLOATING(TYPE, SUFFIX)                                                                     \
  BINARY(add_##TYPE, TYPE, TYPE, a + b)                                                            \
  BINARY(subtract_##TYPE, TYPE, TYPE, a - b)                                                       \
  BINARY(multiply_##TYPE, TYPE, TYPE, a * b)                                                       \
  BINARY(divide_##TYPE, TYPE, TYPE, a / b)                                                         \
  BINARY(power_##TYPE, TYPE, TYPE, pow##SUFFIX(a, b))                                              \
  BINARY(maximum_##TYPE, TYPE, TYPE, (a > b || a != a) ? a : b)                                    \
  BINARY(minimum_##TYPE, TYPE, TYPE, (a < b || a != a) ? a : b)                                    \
  BINARY(remainder_##TYPE, TYPE, TYPE, remainder_of_##TYPE(a, b))                                  \
  BINARY(floor_divide_##TYPE, TYPE, TYPE, floor_quotient_of_##TYPE(a, b))                          \
  BINARY(atan2_##TYPE, TYPE, TYPE, atan2##SUFFIX(a, b))                                            \
  BINARY(relu_gradient_##TYPE, TYPE, TYPE, b <= 0 ? 0 : a)                                         \
  BINARY(tanh_gradient_##TYPE, TYPE, TYPE, a * (1 - b * b))                                        \
  BINARY(sigmoid_gradient_##TYPE, TYPE, TYPE, a * (b * (1 - b)))                                   \
  COMPARISONS(TYPE)
FLOATING(float, f)
FLOATING(double, )

#define WHOLE(TYPE, UNSIGNED)                                              \
  BINARY(add_##TYPE, TYPE, TYPE, (UNSIGNED)a + (UNSIGNED)b)                \
  BINARY(subtract_##TYPE, TYPE, TYPE, (UNSIGNED)a - (UNSIGNED)b)           \
  BINARY(multiply_##TYPE, TYPE, TYPE, (UNSIGNED)a * (UNSIGNED)b)           \
  BINARY(divide_##TYPE, TYPE, TYPE, quotient_of_##TYPE(a, b))              \
  BINARY(power_##TYPE, TYPE, TYPE, power_of_##TYPE(a, b))                  \
  BINARY(maximum_##TYPE, TYPE, TYPE, a > b ? a : b)                        \
  BINARY(minimum_##TYPE, TYPE, TYPE, a < b ? a : b)                        \
  BINARY(remainder_##TYPE, TYPE, TYPE, remainder_of_##TYPE(a, b))          \
  BINARY(floor_divide_##TYPE, TYPE, TYPE, floor_quotient_of_##TYPE(a, b))  \
  COMPARISONS(TYPE)
WHOLE(int32_t, uint32_t)
WHOLE(int64_t, uint64_t)
WHOLE(uint8_t, uint32_t)

BINARY(and_bool, uint8_t, uint8_t, a & b)
BINARY(or_bool, uint8_t, uint8_t, a | b)
BINARY(xor_bool, uint8_t, uint8_t, a ^ b)

#define ALL(NAME) {NAME##_float, NAME##_double, NAME##_int32_t, NAME##_int64_t, NAME##_uint8_t}
static const binary_kernel kernels[APUS_BINARY_OPERATIONS][5] = {
  [APUS_ADD] = ALL(add), [APUS_SUBTRACT] = ALL(subtract), [APUS_MULTIPLY] = ALL(multiply),
  [APUS_DIVIDE] = ALL(divide), [APUS_POWER] = ALL(power), [APUS_MAXIMUM] = ALL(maximum),
  [APUS_MINIMUM] = ALL(minimum), [APUS_REMAINDER] = ALL(remainder),
  [APUS_FLOOR_DIVIDE] = ALL(floor_divide), [APUS_ATAN2] = {atan2_float, atan2_double},
  [APUS_RELU_GRADIENT] = {relu_gradient_float, relu_gradient_double},
  [APUS_TANH_GRADIENT] = {tanh_gradient_float, tanh_gradient_double},
  [APUS_SIGMOID_GRADIENT] = {sigmoid_gradient_float, sigmoid_gradient_double},
  [APUS_EQUAL] = ALL(equal), [APUS_NOT_EQUAL] = ALL(not_equal), [APUS_LESS] = ALL(less),
  [APUS_LESS_EQUAL] = ALL(less_equal), [APUS_GREATER] = ALL(greater),
  [APUS_GREATER_EQUAL] = ALL(greater_equal), [APUS_AND] = {[4] = and_bool},
  [APUS_OR] = {[4] = or_bool}, [APUS_XOR] = {[4] = xor_bool},
};

// bfloat16 goes through float32 a block at a time; one function for each operation, since a kernel
// carries no more than its operands.
INLINE void through_float(
  apus_binary_operation operation, const uint16_t *a, const uint16_t *b, void *out, int64_t n,
  apus_scalar_operand scalar) {
  enum { BLOCK = 512 };
  float first[BLOCK], second[BLOCK], result[BLOCK];
  binary_kernel kernel = kernels[operation][0];
  if (scalar == APUS_FIRST_SCALAR) first[0] = from_bfloat16(*a);
  if (scalar == APUS_SECOND_SCALAR) second[0] = from_bfloat16(*b);
  for (int64_t begin = 0; begin < n; begin += BLOCK) {
    int64_t count = n - begin < BLOCK ? n - begin : BLOCK;
    if (scalar != APUS_FIRST_SCALAR)
      apus_cast_here(a + begin, APUS_BFLOAT16, first, APUS_FLOAT32, count);
    if (scalar != APUS_SECOND_SCALAR)
      apus_cast_here(b + begin, APUS_BFLOAT16, second, APUS_FLOAT32, count);
    if (operation >= APUS_EQUAL) {
      kernel(first, second, (uint8_t *)out + begin, count, scalar);
    } else {
      kernel(first, second, result, count, scalar);
      apus_cast_here(result, APUS_FLOAT32, (uint16_t *)out + begin, APUS_BFLOAT16, count);
    }
  }
}

#define HALF(NAME, OPERATION)                                                               \
  static void NAME##_bfloat16(                                                              \
    const void *restrict a, const void *restrict b, void *restrict out, int64_t n,          \
    apus_scalar_operand scalar) {                                                           \
    through_float(OPERATION, a, b, out, n, scalar);                                         \
  }
HALF(add, APUS_ADD)
HALF(subtract, APUS_SUBTRACT)
HALF(multiply, APUS_MULTIPLY)
HALF(divide, APUS_DIVIDE)
HALF(power, APUS_POWER)
HALF(maximum, APUS_MAXIMUM)
HALF(minimum, APUS_MINIMUM)
HALF(remainder, APUS_REMAINDER)
HALF(floor_divide, APUS_FLOOR_DIVIDE)
HALF(atan2, APUS_ATAN2)
HALF(relu_gradient, APUS_RELU_GRADIENT)
HALF(tanh_gradient, APUS_TANH_GRADIENT)
HALF(sigmoid_gradient, APUS_SIGMOID_GRADIENT)
HALF(equal, APUS_EQUAL)
HALF(not_equal, APUS_NOT_EQUAL)
HALF(less, APUS_LESS)
HALF(less_equal, APUS_LESS_EQUAL)
HALF(greater, APUS_GREATER)
HALF(greater_equal, APUS_GREATER_EQUAL)

static const binary_kernel halves[APUS_AND] = {
  add_bfloat16, subtract_bfloat16, multiply_bfloat16, divide_bfloat16, power_bfloat16,
  maximum_bfloat16, minimum_bfloat16, remainder_bfloat16, floor_divide_bfloat16, atan2_bfloat16,
  relu_gradient_bfloat16, tanh_gradient_bfloat16, sigmoid_gradient_bfloat16, equal_bfloat16,
  not_equal_bfloat16, less_bfloat16, less_equal_bfloat16, greater_bfloat16, greater_equal_bfloat16,
};

binary_kernel apus_binary_kernel(apus_binary_operation operation, apus_element_type type) {
  switch (type) {
    case APUS_FLOAT32: return kernels[operation][0];
    case APUS_FLOAT64: return kernels[operation][1];
    case APUS_BFLOAT16: return operation < APUS_AND ? halves[operation] : 0;
    case APUS_INT32: return kernels[operation][2];
    case APUS_INT64: return kernels[operation][3];
    default: return kernels[operation][4];
  }
}

int64_t apus_binary_grain(apus_binary_operation operation) {
  switch (operation) {
    case APUS_POWER: case APUS_REMAINDER: case APUS_FLOOR_DIVIDE: case APUS_ATAN2: return 1024;
    default: return 16384;
  }
}

int64_t apus_element_size(apus_element_type type) {
  static const int64_t sizes[APUS_ELEMENT_TYPES] = {4, 8, 2, 4, 8, 1, 1};
  return sizes[type];
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
    scalar == APUS_SECOND_SCALAR ? 0 : size, operation >= APUS_EQUAL ? 1 : size, scalar};
  apus_parallel(count, apus_binary_grain(operation), binary_range, &work);
}
