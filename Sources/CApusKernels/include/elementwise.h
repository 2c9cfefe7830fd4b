// Operations on one, two or three arrays element by element.
#pragma once
#include "elements.h"

// The operations are listed in `lists/unary.def` and `lists/binary.def`, with what computes them.
#define UNARY(KIND, CONSTANT, ...) APUS_##CONSTANT,
typedef enum {
#include "../lists/unary.def"
  APUS_UNARY_OPERATIONS
} apus_unary_operation;
#undef UNARY

#define BINARY(KIND, CONSTANT, ...) APUS_##CONSTANT,
typedef enum {
#include "../lists/binary.def"
  APUS_BINARY_OPERATIONS
} apus_binary_operation;
#undef BINARY

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
