#include "image_warp.h"
#include <math.h>
#include <string.h>
#include "multiversion.h"

#define INLINE static inline __attribute__((always_inline))

enum { CHUNK = 128 };

// Both places, below and above, that each output pixel lies between on one axis, and their shares.
typedef struct {
  int32_t low[CHUNK], high[CHUNK];
  float of_low[CHUNK], of_high[CHUNK];
} taps;

// Comparisons that are false for NaN put it, too, in 0...last.
INLINE float clamped(float t, float last) {
  t = t > 0 ? t : 0;
  return t < last ? t : last;
}

/// Where in 0...count - 1 the image has what stands at the whole number t.
INLINE int32_t place(float t, float count, apus_image_border border) {
  if (border == APUS_BORDER_WRAP) t -= count * floorf(t / count);
  if (border == APUS_BORDER_REFLECT) {
    t -= 2 * count * floorf(t / (2 * count));
    t = t < count ? t : 2 * count - 1 - t;
  }
  return (int32_t)clamped(t, count - 1);
}

/// The share of the pixel at t: none beyond an image on a constant ground.
INLINE float share(float weight, float t, float count, apus_image_border border) {
  return border != APUS_BORDER_CONSTANT || (t >= 0 && t < count) ? weight : 0;
}

INLINE void find_taps(const float *at, int pixels, int64_t extent, int64_t stride,
                      apus_image_border border, int nearest, taps *t) {
  // Far enough outside of any image, and exact as a float with a fraction of eighths.
  const float far = 1 << 20, count = (float)extent;
  const int32_t step = (int32_t)stride;
  for (int j = 0; j < pixels; j++) {
    float x = at[j] > -far ? at[j] : -far;
    x = x < far ? x : far;
    if (nearest) x = rintf(x);
    float low = floorf(x), above = x - low;
    t->low[j] = place(low, count, border) * step;
    t->high[j] = place(low + 1, count, border) * step;
    t->of_low[j] = share(1 - above, low, count, border);
    t->of_high[j] = share(above, low + 1, count, border);
  }
}

typedef float f32x4 __attribute__((vector_size(16)));

INLINE f32x4 load(const float *x, int channels) {
  f32x4 v = {0};
  memcpy(&v, x, (size_t)channels * sizeof(float));
  return v;
}

/// Up to four channels of each pixel at once.
INLINE void mix_few(const float *x, const taps *columns, const taps *rows, int pixels, int channels,
                    float fill, float *y) {
  for (int j = 0; j < pixels; j++, y += channels) {
    float left = columns->of_low[j], right = columns->of_high[j], up = rows->of_low[j],
          down = rows->of_high[j];
    const float *upper = x + rows->low[j], *lower = x + rows->high[j];
    f32x4 sum = load(upper + columns->low[j], channels) * (up * left);
    sum += load(upper + columns->high[j], channels) * (up * right);
    sum += load(lower + columns->low[j], channels) * (down * left);
    sum += load(lower + columns->high[j], channels) * (down * right);
    sum += fill * (1 - (up + down) * (left + right));
    memcpy(y, &sum, (size_t)channels * sizeof(float));
  }
}

INLINE void mix_many(const float *x, const taps *columns, const taps *rows, int pixels,
                     int64_t channels, float fill, float *y) {
  for (int j = 0; j < pixels; j++, y += channels) {
    float left = columns->of_low[j], right = columns->of_high[j], up = rows->of_low[j],
          down = rows->of_high[j];
    const float *upper = x + rows->low[j], *lower = x + rows->high[j];
    const float *a = upper + columns->low[j], *b = upper + columns->high[j];
    const float *c = lower + columns->low[j], *d = lower + columns->high[j];
    float ground = fill * (1 - (up + down) * (left + right));
    for (int64_t k = 0; k < channels; k++)
      y[k] =
          up * left * a[k] + up * right * b[k] + down * left * c[k] + down * right * d[k] + ground;
  }
}

/// Where the pixels of row i from column `first` on come from.
INLINE void map_row(const apus_image_warping *p, int64_t i, int64_t first, int pixels, float *x,
                    float *y) {
  const double *m = p->matrix;
  // From the first of the pixels on in single precision: their columns are small numbers then.
  double u = (double)first, v = (double)i;
  float x0 = (float)(m[0] * u + m[1] * v + m[2]), y0 = (float)(m[3] * u + m[4] * v + m[5]);
  float d0 = (float)(m[6] * u + m[7] * v + m[8]);
  float xu = (float)m[0], xv = (float)m[1], yu = (float)m[3], yv = (float)m[4], du = (float)m[6],
        dv = (float)m[7];
  const float *shift = p->shift ? p->shift + 2 * (i * p->out_width + first) : 0;
  int is_affine = m[6] == 0 && m[7] == 0 && m[8] == 1;
  if (is_affine && !shift) {
    for (int j = 0; j < pixels; j++) {
      x[j] = x0 + xu * (float)j;
      y[j] = y0 + yu * (float)j;
    }
    return;
  }
  for (int j = 0; j < pixels; j++) {
    float right = (float)j + (shift ? shift[2 * j] : 0), down = shift ? shift[2 * j + 1] : 0;
    float scale = 1 / (d0 + du * right + dv * down);
    x[j] = (x0 + xu * right + xv * down) * scale;
    y[j] = (y0 + yu * right + yv * down) * scale;
  }
}

INLINE void warp(const apus_image_warping *p, const float *x, float *y, apus_image_border border,
                 int nearest) {
  float at_column[CHUNK], at_row[CHUNK];
  taps columns, rows;
  for (int64_t i = 0; i < p->out_height; i++)
    for (int64_t first = 0; first < p->out_width; first += CHUNK) {
      int pixels = p->out_width - first < CHUNK ? (int)(p->out_width - first) : CHUNK;
      map_row(p, i, first, pixels, at_column, at_row);
      find_taps(at_column, pixels, p->width, p->channels, border, nearest, &columns);
      find_taps(at_row, pixels, p->height, p->width * p->channels, border, nearest, &rows);
      float *out = y + (i * p->out_width + first) * p->channels;
      if (p->channels == 3)
        mix_few(x, &columns, &rows, pixels, 3, p->fill, out);
      else if (p->channels == 1)
        mix_few(x, &columns, &rows, pixels, 1, p->fill, out);
      else
        mix_many(x, &columns, &rows, pixels, p->channels, p->fill, out);
    }
}

/// Whether every pixel is one of the image, or beyond it: a window of it, upright or turned over.
static int moves_whole_pixels(const apus_image_warping *p) {
  const double *m = p->matrix;
  return !p->shift && m[1] == 0 && m[3] == 0 && m[6] == 0 && m[7] == 0 && m[8] == 1 &&
         fabs(m[0]) == 1 && fabs(m[4]) == 1 && m[2] == rint(m[2]) && m[5] == rint(m[5]) &&
         fabs(m[2]) < 1 << 20 && fabs(m[5]) < 1 << 20;
}

/// Which of count pixels stands at the whole number t; -1: none does.
INLINE int32_t source(float t, float count, apus_image_border border) {
  return border == APUS_BORDER_CONSTANT && !(t >= 0 && t < count) ? -1 : place(t, count, border);
}

/// Pixels of a row that stand side by side in the new image, from column `at` on, and `step` apart
/// in the old one, from column `from` on; −1: there they are filled.
typedef struct { int at, count, from, step; } run;

/// The runs from column `first` on, as many as there is room for; the last one ends at the width,
/// or where the room does.
static int find_runs(const apus_image_warping *p, int first, run *runs, int room) {
  int count = 0;
  for (int j = first; j < p->out_width; j++) {
    const int from =
        source((float)(p->matrix[0] * (double)j + p->matrix[2]), (float)p->width, p->border);
    run *last = count ? &runs[count - 1] : NULL;
    const int step =
        last ? (last->from < 0 || from < 0 ? 0
                                           : from - (last->from + (last->count - 1) * last->step))
             : 0;
    const int joins = last && (last->from < 0) == (from < 0) && step >= -1 && step <= 1 &&
                      (last->count == 1 || last->step == step);
    if (joins) {
      last->step = step;
      last->count++;
    } else if (count == room) {
      break;
    } else {
      runs[count++] = (run){j, 1, from, 0};
    }
  }
  return count;
}

INLINE void copy_run(const float *x, run r, int64_t channels, float fill, float *y) {
  y += r.at * channels;
  if (r.from < 0)
    for (int64_t k = 0; k < r.count * channels; k++) y[k] = fill;
  else if (r.step == 1)
    memcpy(y, x + r.from * channels, (size_t)(r.count * channels) * sizeof(float));
  else
    for (int64_t j = 0; j < r.count; j++)
      memcpy(y + j * channels, x + (r.from + j * r.step) * channels,
             (size_t)channels * sizeof(float));
}

/// Copies what warp would mix of one pixel and nothing.
static void move(const apus_image_warping *p, const float *x, float *y) {
  enum { ROOM = 64 };
  run runs[ROOM];
  const int64_t channels = p->channels;
  for (int first = 0, count; first < p->out_width;
       first = runs[count - 1].at + runs[count - 1].count) {
    count = find_runs(p, first, runs, ROOM);
    const int end = runs[count - 1].at + runs[count - 1].count;
    const run none = {first, end - first, -1, 0};
    for (int64_t i = 0; i < p->out_height; i++) {
      const int32_t row =
          source((float)(p->matrix[4] * (double)i + p->matrix[5]), (float)p->height, p->border);
      const float *in = row < 0 ? x : x + row * p->width * channels;
      float *out = y + i * p->out_width * channels;
      if (row < 0) copy_run(x, none, channels, p->fill, out);
      else
        for (int r = 0; r < count; r++)
          if (channels == 3) copy_run(in, runs[r], 3, p->fill, out);
          else if (channels == 1) copy_run(in, runs[r], 1, p->fill, out);
          else copy_run(in, runs[r], channels, p->fill, out);
    }
  }
}

#define WARP(NAME, BORDER)                                                                         \
  APUS_MULTIVERSION static void warp_##NAME(const apus_image_warping *p, const float *x,           \
                                            float *y) {                                            \
    warp(p, x, y, BORDER, p->nearest);                                                             \
  }
WARP(constant, APUS_BORDER_CONSTANT)
WARP(replicate, APUS_BORDER_REPLICATE)
WARP(reflect, APUS_BORDER_REFLECT)
WARP(wrap, APUS_BORDER_WRAP)

void apus_image_warp(const apus_image_warping *p, const float *x, float *y) {
  static void (*const of_border[])(const apus_image_warping *, const float *, float *) = {
    [APUS_BORDER_CONSTANT] = warp_constant, [APUS_BORDER_REPLICATE] = warp_replicate,
    [APUS_BORDER_REFLECT] = warp_reflect, [APUS_BORDER_WRAP] = warp_wrap};
  (moves_whole_pixels(p) ? move : of_border[p->border])(p, x, y);
}
