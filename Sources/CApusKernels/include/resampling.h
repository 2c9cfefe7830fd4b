// Weighted sums over small blocks of places of images N,H,W,C: resizing, means of windows, regions
// of interest. The same inputs give the same bits on any number of threads.
#pragma once
#include "elements.h"

/// A matrix whose rows are zero but for neighbouring elements.
typedef struct {
  const int32_t *begin;   // the column of a row's first weight, a row each
  const int32_t *offset;  // where a row's weights lie: from offset[row] on, before offset[row + 1]
  const void *weights;    // of the kernel's element type
} apus_band;

/// out[r, i, j, c] = Σ rows[i, h] columns[j, w] x[image of r, h, w, c].
typedef struct {
  int64_t images, height, width, channels;
  int64_t regions, out_height, out_width;
  // fewer than channels: c of bin (i, j) is the channel (c out_height + i) out_width + j
  int64_t out_channels;
  // the image of each region; NULL: region r is image r, and all have the same weights
  const int32_t *image;
  // with `image`, out_height and out_width rows for every region, one after the other
  apus_band rows, columns;
} apus_resampling;

void apus_resample(apus_element_type type, const apus_resampling *shape, const void *x, void *y);

/// dx from dy: each dy goes by its weights to the places it came from.
void apus_resample_gradient(
  apus_element_type type, const apus_resampling *shape, const void *dy, void *dx);
