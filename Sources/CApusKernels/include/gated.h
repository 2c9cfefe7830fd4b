// The gated linear unit: out = a σ(b) for the halves a, b of each row of 2 · width elements.
#pragma once
#include "elements.h"

void apus_glu(apus_element_type type, int64_t rows, int64_t width, const void *x, void *out);
/// dx = [dy σ(b), dy a σ(b) (1 − σ(b))]
void apus_glu_gradient(
  apus_element_type type, int64_t rows, int64_t width, const void *dy, const void *x, void *dx);
