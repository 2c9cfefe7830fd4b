// Operations on one, two or three arrays element by element.
#pragma once
#include "elements.h"

typedef enum {
  // All numbers
  APUS_NEGATE,
  APUS_ABS,
  APUS_SIGN,
  APUS_SQUARE,
  APUS_RELU,
  // Floating point only
  APUS_EXP,
  APUS_EXPM1,
  APUS_EXP2,
  APUS_LOG,
  APUS_LOG1P,
  APUS_LOG2,
  APUS_LOG10,
  APUS_SQRT,
  APUS_RSQRT,
  APUS_RECIPROCAL,
  APUS_SIN,
  APUS_COS,
  APUS_TAN,
  APUS_ASIN,
  APUS_ACOS,
  APUS_ATAN,
  APUS_SINH,
  APUS_COSH,
  APUS_TANH,
  APUS_ASINH,
  APUS_ACOSH,
  APUS_ATANH,
  APUS_SIGMOID,
  APUS_ERF,
  APUS_ERFC,
  APUS_FLOOR,
  APUS_CEIL,
  APUS_ROUND,
  APUS_TRUNC,
  // Floating point to bool
  APUS_IS_NAN,
  APUS_IS_FINITE,
  APUS_IS_INFINITE,
  APUS_UNARY_OPERATIONS
} apus_unary_operation;

typedef enum {
  // Numbers to the same type
  APUS_ADD, APUS_SUBTRACT, APUS_MULTIPLY, APUS_DIVIDE, APUS_POWER, APUS_MAXIMUM, APUS_MINIMUM,
  APUS_REMAINDER, APUS_FLOOR_DIVIDE, APUS_ATAN2,
  // Gradients from the output: (dy, y) to dy where y > 0, dy (1 − y²), dy y (1 − y)
  APUS_RELU_GRADIENT, APUS_TANH_GRADIENT, APUS_SIGMOID_GRADIENT,
  // Anything to bool
  APUS_EQUAL, APUS_NOT_EQUAL, APUS_LESS, APUS_LESS_EQUAL, APUS_GREATER, APUS_GREATER_EQUAL,
  // bool to bool
  APUS_AND, APUS_OR, APUS_XOR,
  APUS_BINARY_OPERATIONS
} apus_binary_operation;

/// out[i] = operation(in[i]).
void apus_unary(
  apus_unary_operation operation, apus_element_type type, const void *in, void *out, int64_t count);

/// Which operands of a binary operation have one element for all.
typedef enum { APUS_NEITHER_SCALAR, APUS_SECOND_SCALAR, APUS_FIRST_SCALAR } apus_scalar_operand;

/// out[i] = operation(a[i], b[i]), where a scalar operand has its one element for every i.
///
/// `type` is that of both operands. Whole numbers wrap; divided by 0 they give 0.
void apus_binary(
  apus_binary_operation operation, apus_element_type type, const void *a, const void *b, void *out,
  int64_t count, apus_scalar_operand scalar);

/// The same with NumPy's broadcasting of both operands to `shape`.
void apus_binary_broadcast(
  apus_binary_operation operation, apus_element_type type, const void *a, const apus_shape *a_shape,
  const void *b, const apus_shape *b_shape, void *out, const apus_shape *shape);

/// out[i] = condition[i] ? a[i] : b[i] with broadcasting of all three to `shape`.
void apus_select(
  apus_element_type type, const void *condition, const apus_shape *condition_shape, const void *a,
  const apus_shape *a_shape, const void *b, const apus_shape *b_shape, void *out,
  const apus_shape *shape);

/// out[i] = in[i] within [lower, upper]; NaN stays NaN.
void apus_clamp(
  apus_element_type type, const void *in, double lower, double upper, void *out, int64_t count);

/// `in` repeated along the axes where its extent is 1 and that of `shape` is not.
void apus_broadcast(
  apus_element_type type, const void *in, const apus_shape *in_shape, void *out,
  const apus_shape *shape);
