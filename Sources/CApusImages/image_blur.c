#include "image_blur.h"
#include <string.h>
#include "multiversion.h"

#define INLINE static inline __attribute__((always_inline))

/// The place in 0..<count where the mirrored axis has what stands at `index`.
INLINE int64_t mirrored(int64_t index, int64_t count) {
  int64_t period = count > 1 ? 2 * count - 2 : 1;
  index = (index % period + period) % period;
  return index < count ? index : period - index;
}

enum { BLOCK = 64 };

/// A block of sums of `count` rows, each begun at rows(a): in registers until all have been added.
#define SUM_ROWS(ELEMENTS, ROW)                                                                    \
  float sums[BLOCK] = {0};                                                                         \
  for (int64_t a = 0; a < count; a++) {                                                            \
    const float *row = (ROW), weight = weights[a];                                                 \
    for (int64_t k = 0; k < (ELEMENTS); k++) sums[k] += weight * row[k];                           \
  }                                                                                                \
  memcpy(y + first, sums, (size_t)(ELEMENTS) * sizeof(float));

/// y[k] = Σ weights[a] x[a step + k]: a row of the blur across.
INLINE void sum_across(const float *x, int64_t step, const float *weights, int64_t count,
                       int64_t elements, float *y) {
  int64_t first = 0;
  for (; first + BLOCK <= elements; first += BLOCK) { SUM_ROWS(BLOCK, x + first + a * step) }
  if (first < elements) { SUM_ROWS(elements - first, x + first + a * step) }
}

/// y[k] = Σ weights[a] of the mirrored rows around row i: a row of the blur down.
INLINE void sum_down(const float *x, int64_t i, int64_t height, const float *weights, int64_t count,
                     int64_t elements, float *y) {
  int64_t first = 0, radius = count / 2;
  for (; first + BLOCK <= elements; first += BLOCK) {
    SUM_ROWS(BLOCK, x + first + mirrored(i + a - radius, height) * elements)
  }
  if (first < elements) {
    SUM_ROWS(elements - first, x + first + mirrored(i + a - radius, height) * elements)
  }
}

APUS_MULTIVERSION void apus_image_blur(const apus_image_blurring *p, const float *x, float *line,
                                       float *y) {
  int64_t row = p->width * p->channels, margin = p->across_radius * p->channels;
  for (int64_t i = 0; i < p->height; i++) {
    float *middle = line + margin;
    sum_down(x, i, p->height, p->down, 2 * p->down_radius + 1, row, middle);
    for (int64_t j = 1; j <= p->across_radius; j++)
      for (int64_t c = 0; c < p->channels; c++) {
        middle[-j * p->channels + c] = middle[mirrored(-j, p->width) * p->channels + c];
        middle[row + (j - 1) * p->channels + c] =
            middle[mirrored(p->width + j - 1, p->width) * p->channels + c];
      }
    sum_across(line, p->channels, p->across, 2 * p->across_radius + 1, row, y + i * row);
  }
}
