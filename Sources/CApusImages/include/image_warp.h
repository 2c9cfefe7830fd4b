// Sampling of one image of channels-last floats through an inverse map, on the calling thread: an
// augmentation runs on the thread of a loader, beside the team that trains.
#pragma once
#include <stdint.h>

/// What lies beyond an image: `fill`; the nearest edge; d c b a | a b c d | d c b a; a b c d | a b
/// c d | a b c d.
typedef enum {
  APUS_BORDER_CONSTANT,
  APUS_BORDER_REPLICATE,
  APUS_BORDER_REFLECT,
  APUS_BORDER_WRAP
} apus_image_border;

/// y[i, j, c] = x at ((m0 u + m1 v + m2) / d, (m3 u + m4 v + m5) / d), d = m6 u + m7 v + m8, where
/// (u, v) = (j, i), moved by `shift` where there is one. Pixels' centres are whole numbers; between
/// them four are mixed (or one is taken).
typedef struct {
  int64_t height, width, channels;  // of x
  int64_t out_height, out_width;
  double matrix[9];
  const float *shift;  // [out_height, out_width, 2]: to the right, downwards, in pixels; NULL: none
  apus_image_border border;
  int nearest;
  float fill;
} apus_image_warping;

void apus_image_warp(const apus_image_warping *, const float *x, float *y);
