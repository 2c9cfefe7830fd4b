// Optimizer updates: one pass in place over all parameters of a model.
#pragma once
#include <stdint.h>

/// One parameter: `count` elements of its weight, gradient and state, and where it begins in the whole list.
typedef struct {
  void *weight;
  const void *gradient;
  void *state[3];
  int64_t start;
  int64_t count;
} apus_segment;

/// What one step needs beside the elements; each rule reads its own fields.
typedef struct {
  double rate;       // learning rate; for Adam with the bias correction √(1−β₂ᵗ)/(1−β₁ᵗ)
  double decay;      // what weight decay takes of a weight: learning rate times λ
  double momentum;   // SGD and RMSprop
  double rho;        // RMSprop
  double epsilon;    // RMSprop and Adam
  double beta1;      // Adam
  double beta2;      // Adam
  int nesterov;      // SGD
  int centered;      // RMSprop
  int amsgrad;       // Adam
} apus_step;

/// w ← w − rate·g − decay·w; with momentum (state 0) m ← µm − rate·g, w ← w + m − decay·w, or, where nesterov,
/// w ← w + µm − rate·g − decay·w.
void apus_sgd_float32(const apus_segment *segments, int64_t segment_count, const apus_step *step);
void apus_sgd_float64(const apus_segment *segments, int64_t segment_count, const apus_step *step);

/// v ← ρv + (1−ρ)g² (state 0), w ← w − rate·g/√(v + ε) − decay·w; where momentum > 0 through m ← µm + … (state 1);
/// where centered v is lessened by a², a ← ρa + (1−ρ)g (state 2).
void apus_rmsprop_float32(const apus_segment *segments, int64_t segment_count, const apus_step *step);
void apus_rmsprop_float64(const apus_segment *segments, int64_t segment_count, const apus_step *step);

/// m ← m + (1−β₁)(g − m) (state 0), v ← v + (1−β₂)(g² − v) (state 1), w ← w − rate·m/(√v + ε) − decay·w; where amsgrad
/// by the greatest v so far (state 2).
void apus_adam_float32(const apus_segment *segments, int64_t segment_count, const apus_step *step);
void apus_adam_float64(const apus_segment *segments, int64_t segment_count, const apus_step *step);
