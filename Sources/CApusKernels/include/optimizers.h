// Optimizer updates: one pass in place over all parameters of a model. Each rule is a file of
// `optimizers/`.
#pragma once
#include <stdint.h>

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
  int nesterov;            // SGD and AveragedMomentum
  int centered;            // RMSprop
  int amsgrad;             // Adam
  int undo;                // ErrorRatioGD
} apus_step;

/// An update by a rule: what each does stands in `optimizers/NAME.h`.
#define APUS_OPTIMIZER(NAME)                                                            \
  void apus_##NAME##_float32(                                                           \
      const apus_segment *segments, int64_t segment_count, const apus_step *step);      \
  void apus_##NAME##_float64(                                                           \
      const apus_segment *segments, int64_t segment_count, const apus_step *step);

APUS_OPTIMIZER(sgd)
APUS_OPTIMIZER(averaged_momentum)
APUS_OPTIMIZER(sign_sgd)
APUS_OPTIMIZER(adagrad)
APUS_OPTIMIZER(adadelta)
APUS_OPTIMIZER(rmsprop)
APUS_OPTIMIZER(adam)
APUS_OPTIMIZER(adamax)
APUS_OPTIMIZER(nadam)
APUS_OPTIMIZER(lion)
APUS_OPTIMIZER(error_ratio)

/// Σ g² over all segments, in double; the same whatever the number of threads.
double apus_gradient_square_float32(const apus_segment *segments, int64_t segment_count);
double apus_gradient_square_float64(const apus_segment *segments, int64_t segment_count);
