// 2-D pooling of images N,H,W,C. The same inputs give the same bits on any number of threads.
#pragma once
#include "elements.h"

typedef struct {
  int64_t batch, height, width, channels;
  int64_t window_height, window_width;
  int64_t out_height, out_width;
  // 0: the windows divide the axis; the i-th of m takes n places' share from i n / m, rounded down,
  // to (i + 1) n / m, up.
  int64_t stride_height, stride_width;
  int64_t pad_top, pad_left;  // below and to the right windows may reach as far as they do
} apus_pool2d;

/// The maximum of each window; a NaN in the window gives NaN. `indices` may be NULL, else it gets
/// each maximum's place h * width + w in the image (the first of equals). A window that lies in the
/// padding gives -infinity and index -1.
void apus_max_pool2d(
  apus_element_type type, const apus_pool2d *shape, const void *x, void *y, int32_t *indices);

/// dx from dy: each dy goes to the place its index names.
void apus_max_pool2d_gradient(
  apus_element_type type, const apus_pool2d *shape, const void *dy, const int32_t *indices,
  void *dx);

/// y from x by index, 0 for index -1: the gradient's own gradient.
void apus_max_pool2d_gather(
  apus_element_type type, const apus_pool2d *shape, const void *x, const int32_t *indices, void *y);

/// The mean of each window over what lies in the image, or over the whole window with the padding
/// as zeros.
void apus_average_pool2d(
  apus_element_type type, const apus_pool2d *shape, int count_includes_padding, const void *x,
  void *y);

void apus_average_pool2d_gradient(
  apus_element_type type, const apus_pool2d *shape, int count_includes_padding, const void *dy,
  void *dx);
