// Optimizer updates: one pass in place over all parameters of a model. Each rule is a file of
// `optimizers/`.
#pragma once
#include "elements.h"
#include <stdbool.h>

/// One parameter: `count` elements of its weight, gradient and state, where it begins in the whole
/// list, and what its group says.
typedef struct {
  void *weight;
  const void *gradient;
  void *state[3];
  int64_t start;
  int64_t count;
  double rate_factor;  // what the learning rate is multiplied by
  double decay;        // λ: w ← w − rate·rate_factor·λ·w, beside the rule
} apus_segment;

/// What one step needs beside the elements; each rule reads its own fields.
typedef struct {
  double rate;             // learning rate
  // what the rule multiplies the rate by in this step: 1, or a correction of the start
  double correction;
  double momentum;         // SGD, AveragedMomentum and RMSprop
  double rho;              // RMSprop and Adadelta
  double epsilon;          // beside or under the root
  double beta1;            // Adam and its kin, Lion
  double beta2;            // Adam and its kin, Lion
  double mean_weight;      // Nadam: before the mean gradient
  double gradient_weight;  // Nadam: before the gradient
  bool nesterov;           // SGD and AveragedMomentum
  bool centered;           // RMSprop
  bool amsgrad;            // Adam
  bool undo;               // ErrorRatioGD
  bool normalizes;         // NormalizedGD: the correction is one over the gradient's norm
} apus_step;

#define OPTIMIZER(CONSTANT, NAME) APUS_##CONSTANT,
typedef enum {
#include "../lists/optimizers.def"
  APUS_UPDATE_RULES
} apus_update_rule;
#undef OPTIMIZER

/// One step of a rule over segments of one type, float32 or float64.
void apus_update(
    apus_update_rule rule, apus_element_type type, const apus_segment *segments,
    int64_t segment_count, const apus_step *step);

/// Σ g² over all segments, in double; the same whatever the number of threads.
double apus_gradient_square_float32(const apus_segment *segments, int64_t segment_count);
double apus_gradient_square_float64(const apus_segment *segments, int64_t segment_count);
