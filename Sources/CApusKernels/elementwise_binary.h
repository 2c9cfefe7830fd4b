// The inner loops of binary operations.
#pragma once
#include "elementwise.h"

/// One contiguous run: out[i] = f(a[i], b[i]), with one element for all i where `scalar` says so.
typedef void (*binary_kernel)(
  const void *restrict a, const void *restrict b, void *restrict out, int64_t count,
  apus_scalar_operand scalar);

/// The loop for an operation on elements of a type; NULL if the type lacks the operation.
binary_kernel apus_binary_kernel(apus_binary_operation operation, apus_element_type type);

/// Elements worth a thread's while.
int64_t apus_binary_grain(apus_binary_operation operation);

/// Bytes of an element of the result, for operands of a type.
int64_t apus_binary_result_size(apus_binary_operation operation, apus_element_type type);
