// Activations of single elements in one pass over memory, and their gradients in another.
#pragma once
#include "elements.h"

#define POINTWISE(CONSTANT, NAME) APUS_##CONSTANT,
typedef enum {
#include "../lists/pointwise.def"
  APUS_POINTWISE_FUNCTIONS
} apus_pointwise_function;
#undef POINTWISE

typedef struct { double a, b, c, d; } apus_pointwise_constants;

/// out[i] = f(x[i]). Floating point only.
void apus_pointwise(
  apus_pointwise_function function, apus_pointwise_constants constants, apus_element_type type,
  const void *x, void *out, int64_t count);

/// out[i] = dy[i] f′(x[i]); at a corner the slope of the left side. Floating point only.
void apus_pointwise_gradient(
  apus_pointwise_function function, apus_pointwise_constants constants, apus_element_type type,
  const void *dy, const void *x, void *out, int64_t count);
