// Maxima over the bins of regions of interest in images N,H,W,C. The same inputs give the same bits
// on any number of threads.
#pragma once
#include "resampling.h"

/// The maximum of each bin, which takes the places that the bands' rows name, whatever their
/// weights; a NaN gives NaN, a bin without places 0. `indices` gets each maximum's place h *
/// width + w in its image, the first of equals; -1 for none.
void apus_region_max(
  apus_element_type type, const apus_resampling *shape, const void *x, void *y, int32_t *indices);

/// dx from dy: each dy is added at the place its index names. The bands are not read.
void apus_region_max_gradient(
  apus_element_type type, const apus_resampling *shape, const void *dy, const int32_t *indices,
  void *dx);

/// y from x by index, 0 for index -1: the gradient's own gradient. The bands are not read.
void apus_region_max_gather(
  apus_element_type type, const apus_resampling *shape, const void *x, const int32_t *indices,
  void *y);
