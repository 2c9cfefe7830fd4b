// Separable blur of one image of channels-last floats, on the calling thread.
#pragma once
#include <stdint.h>

/// y[i, j, c] = Σ down[a] across[b] x[i + a − r, j + b − s, c], r and s the radii; beyond an edge
/// lies the image mirrored about the middle of its outermost pixels: c b | a b c d | c b.
typedef struct {
  int64_t height, width, channels;
  int64_t down_radius, across_radius;
  const float *down, *across;  // 2 radius + 1 weights each
} apus_image_blurring;

/// `line`: room for (width + 2 across_radius) channels. `y` must not be `x`.
void apus_image_blur(const apus_image_blurring *, const float *x, float *line, float *y);
