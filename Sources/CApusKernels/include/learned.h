// Activations f(x, a) with learned numbers a: rows × numbers elements, each column with its own
// number.
#pragma once
#include "elements.h"

typedef enum {
  APUS_PRELU,          // x > 0 ? x : a x
  APUS_LEARNED_SWISH,  // x σ(a x)
  APUS_LEARNED_FUNCTIONS
} apus_learned_function;

void apus_learned(
  apus_element_type type, apus_learned_function function, int64_t rows, int64_t numbers,
  const void *x, const void *a, void *out);
/// dx = dy ∂f/∂x, da = Σ dy ∂f/∂a over the rows; at a corner the slope of the left side.
void apus_learned_gradient(
  apus_element_type type, apus_learned_function function, int64_t rows, int64_t numbers,
  const void *dy, const void *x, const void *a, void *dx, void *da);
