// Softmax over one axis of [outer, n, inner], and the losses that are fused with it.
#pragma once
#include "elements.h"

/// Integer labels of `width` bytes each: 1 (unsigned), 4 or 8 (signed).
typedef struct { const void *elements; int width; } apus_labels;

void apus_softmax(
  apus_element_type type, int64_t outer, int64_t n, int64_t inner, const void *x, void *out);
void apus_log_softmax(
  apus_element_type type, int64_t outer, int64_t n, int64_t inner, const void *x, void *out);
/// p (g − Σ p g)
void apus_softmax_gradient(
  apus_element_type type, int64_t outer, int64_t n, int64_t inner, const void *p, const void *g,
  void *out);
/// g − eʸ Σ g
void apus_log_softmax_gradient(
  apus_element_type type, int64_t outer, int64_t n, int64_t inner, const void *y, const void *g,
  void *out);
/// losses −ln p[label] and probabilities of each row; gives the first row whose label is no class,
/// else −1
int64_t apus_sparse_cross_entropy(
  apus_element_type type, int64_t rows, int64_t n, const void *x, apus_labels labels, void *losses,
  void *probabilities);
/// g (p − onehot)
void apus_sparse_cross_entropy_gradient(
  apus_element_type type, int64_t rows, int64_t n, const void *p, apus_labels labels, const void *g,
  void *out);
/// losses −Σ t ln p, and probabilities
void apus_cross_entropy(
  apus_element_type type, int64_t rows, int64_t n, const void *x, const void *targets, void *losses,
  void *probabilities);
/// g (p Σt − t)
void apus_cross_entropy_gradient(
  apus_element_type type, int64_t rows, int64_t n, const void *p, const void *targets,
  const void *g, void *out);
/// max(x, 0) − x z + ln(1 + e^−|x|)
void apus_sigmoid_cross_entropy(
  apus_element_type type, int64_t n, const void *x, const void *z, void *out);
