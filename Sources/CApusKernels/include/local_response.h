// Local response normalization of rows × channels: x / s^β with s = k + α Σ x² over neighbouring
// channels, the channel itself and size / 2 before it, (size − 1) / 2 after it, rounded down; those
// beyond the ends count as 0.
#pragma once
#include "elements.h"

typedef struct { int64_t size; double alpha, beta, bias; } apus_local_response;

void apus_local_response_forward(
  apus_element_type type, int64_t rows, int64_t channels, apus_local_response rule, const void *x,
  void *out);
void apus_local_response_gradient(
  apus_element_type type, int64_t rows, int64_t channels, apus_local_response rule, const void *x,
  const void *g, void *out);
