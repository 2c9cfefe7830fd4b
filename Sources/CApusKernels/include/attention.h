// Scaled dot-product attention of many heads, forward and backward.
//
// Everything is laid out [batch, time, heads, depth]: the heads of one time follow each other. The
// times of queries, keys and values may lie further apart than that, so all three can be parts of
// one product's rows.
#pragma once
#include "elements.h"

typedef enum {
  APUS_MASK_NONE = 0,
  APUS_MASK_KEPT = 1,   // bytes: 0 leaves a score out
  APUS_MASK_ADDED = 2,  // numbers of the scores' type: added to them; −∞ leaves one out
} apus_mask_kind;

/// A mask [batch, heads, queries, keys]: the elements from one batch, head or query to the next, 0
/// where they share.
typedef struct {
  apus_mask_kind kind;
  const void *elements;
  int64_t batch, head, query;
} apus_attention_mask;

typedef struct {
  int64_t batch, heads, queries, keys, depth, value_depth;
  double scale;  // of the scores
  int causal;    // query i sees keys 0...i only
  apus_attention_mask mask;
} apus_attention;

// The rows are the elements from one time to the next. Outputs and their gradients g are [batch,
// queries, heads, value_depth] without gaps; kept is [batch, heads, queries, 2]: a query's greatest
// score, and one over the sum of e^(score − greatest). Together in one logarithm they would lose
// digits: 1e-5 of a probability where scores are 100. For a query that sees nothing they are +∞ and
// 0; its output is 0.
void apus_attention_forward(
  apus_element_type type, const apus_attention *of, const void *q, int64_t q_row, const void *k,
  int64_t k_row, const void *v, int64_t v_row, void *out, void *kept);
/// dq, dk and dv have the strides of q, k and v; what lies between their rows is left alone.
void apus_attention_gradient(
  apus_element_type type, const apus_attention *of, const void *q, int64_t q_row, const void *k,
  int64_t k_row, const void *v, int64_t v_row, const void *out, const void *kept, const void *g,
  void *dq, void *dk, void *dv);
