#include "image_colour.h"
#include <math.h>
#include "multiversion.h"

#define INLINE static inline __attribute__((always_inline))

INLINE float unit(float x) {
  x = x > 0 ? x : 0;
  return x < 1 ? x : 1;
}

INLINE float grey(const float *x) { return 0.2989f * x[0] + 0.587f * x[1] + 0.114f * x[2]; }

APUS_MULTIVERSION void apus_image_blend(float *x, int64_t elements, float factor, float other) {
  float constant = (1 - factor) * other;
  for (int64_t i = 0; i < elements; i++) x[i] = unit(x[i] * factor + constant);
}

INLINE float mean_grey(const float *x, int64_t pixels, int channels) {
  enum { LANES = 16, BLOCK = 64 * LANES };
  double sum = 0;
  // Short sums in single precision, in an order that no vector's length changes.
  for (int64_t first = 0; first < pixels; first += BLOCK) {
    float sums[LANES] = {0};
    int64_t end = first + BLOCK < pixels ? first + BLOCK : pixels, i = first;
    for (; i + LANES <= end; i += LANES)
      for (int k = 0; k < LANES; k++) sums[k] += channels == 3 ? grey(x + 3 * (i + k)) : x[i + k];
    for (int k = 0; i < end; i++, k++) sums[k] += channels == 3 ? grey(x + 3 * i) : x[i];
    for (int k = 0; k < LANES; k++) sum += sums[k];
  }
  return (float)(sum / (double)(pixels > 0 ? pixels : 1));
}

APUS_MULTIVERSION float apus_image_mean_grey(const float *x, int64_t pixels, int channels) {
  return channels == 3 ? mean_grey(x, pixels, 3) : mean_grey(x, pixels, 1);
}

APUS_MULTIVERSION void apus_image_saturate(float *x, int64_t pixels, float factor) {
  for (int64_t i = 0; i < pixels; i++) {
    float *pixel = x + 3 * i, rest = (1 - factor) * grey(pixel);
    for (int c = 0; c < 3; c++) pixel[c] = unit(pixel[c] * factor + rest);
  }
}

/// The share of the chroma that a channel lacks at a distance of `sixths` on the circle: 0, 0 to 1,
/// 1, 1, 1 to 0, 0.
INLINE float lacking(float sixths) {
  float k = sixths - 6 * floorf(sixths * (1.0f / 6));
  return unit(k < 4 - k ? k : 4 - k);
}

APUS_MULTIVERSION void apus_image_turn_hue(float *x, int64_t pixels, float turns) {
  for (int64_t i = 0; i < pixels; i++) {
    float r = x[3 * i], g = x[3 * i + 1], b = x[3 * i + 2];
    float most = r > g ? r : g, least = r < g ? r : g;
    most = most > b ? most : b;
    least = least < b ? least : b;
    float chroma = most - least, scale = 1 / (chroma > 0 ? chroma : 1);
    float hue = most == r ? (g - b) * scale : most == g ? 2 + (b - r) * scale : 4 + (r - g) * scale;
    hue += 6 * turns;
    x[3 * i] = most - chroma * lacking(hue + 5);
    x[3 * i + 1] = most - chroma * lacking(hue + 3);
    x[3 * i + 2] = most - chroma * lacking(hue + 1);
  }
}

INLINE void standardize(float *x, int64_t pixels, int64_t channels, const float *mean,
                        const float *scale) {
  for (int64_t i = 0; i < pixels; i++)
    for (int64_t c = 0; c < channels; c++)
      x[i * channels + c] = (x[i * channels + c] - mean[c]) * scale[c];
}

APUS_MULTIVERSION void apus_image_standardize(
    float *x, int64_t pixels, int64_t channels, const float *mean, const float *scale) {
  if (channels == 3) {
    // Copies, which no pixel can change.
    const float means[] = {mean[0], mean[1], mean[2]}, scales[] = {scale[0], scale[1], scale[2]};
    standardize(x, pixels, 3, means, scales);
  } else {
    standardize(x, pixels, channels, mean, scale);
  }
}

APUS_MULTIVERSION void apus_image_add(float *x, const float *noise, int64_t elements, int clips) {
  if (clips)
    for (int64_t i = 0; i < elements; i++) x[i] = unit(x[i] + noise[i]);
  else
    for (int64_t i = 0; i < elements; i++) x[i] += noise[i];
}

void apus_image_salt(float *x, int64_t pixels, int64_t channels, const float *draws, float pepper,
                     float both) {
  for (int64_t i = 0; i < pixels; i++)
    if (draws[i] < both)
      for (int64_t c = 0; c < channels; c++) x[i * channels + c] = draws[i] < pepper ? 0 : 1;
}
