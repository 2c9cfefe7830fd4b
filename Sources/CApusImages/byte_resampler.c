#include "byte_resampler.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

// Weights are whole 2⁻²²s: a sum of bytes with weights that sum to one stays below 2³¹, whatever is
// rounded.
enum { WEIGHT_BITS = 22 };

// Compiled once for each x86-64 level; the loader takes the best that the processor has.
#if defined(__x86_64__) && defined(__linux__)
#define EACH_LEVEL __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define EACH_LEVEL
#endif

/// For each new pixel the first old one that counts, their number, and the weights.
typedef struct {
  int32_t *first, *taps, *weights;
  int32_t count, most;  // `most` weights a pixel
} table;

struct apus_byte_resampler {
  table columns, rows;
  int32_t channels;
  int32_t taken, given;  // old rows, new rows
  size_t old_size, size;  // bytes in a row
  uint8_t *narrow;        // the old row at its new width
  // New rows that are not whole yet: row i at i modulo `open`. Sums, not old rows, of which one new
  // row may need thousands: little memory whatever a file claims.
  int32_t *sums;
  int32_t open;
};

static bool fill(table *t, apus_byte_axis axis) {
  double scale = axis.old_extent / axis.new_extent;
  double radius = scale > 1 ? scale : 1;
  t->count = axis.count;
  t->most = (int32_t)ceil(radius) * 2 + 1;
  if (t->most > axis.old_count) t->most = axis.old_count;
  t->first = calloc((size_t)axis.count, sizeof *t->first);
  t->taps = calloc((size_t)axis.count, sizeof *t->taps);
  t->weights = calloc((size_t)axis.count * (size_t)t->most, sizeof *t->weights);
  double *exact = calloc((size_t)t->most, sizeof *exact);
  bool is_done = t->first && t->taps && t->weights && exact;
  for (int32_t i = 0; is_done && i < axis.count; i++) {
    double centre = (axis.first + i + 0.5) * scale;
    double begin = floor(centre - radius + 0.5), end = floor(centre + radius + 0.5);
    int32_t first = begin > 0 ? (int32_t)begin : 0;
    int32_t after = end < axis.old_count ? (int32_t)end : axis.old_count;
    if (first >= axis.old_count) first = axis.old_count - 1;
    if (after <= first) after = first + 1;
    if (after > first + t->most) after = first + t->most;
    double sum = 0;
    for (int32_t at = first; at < after; at++) {
      double distance = fabs(at + 0.5 - centre) / radius;
      sum += exact[at - first] = distance < 1 ? 1 - distance : 0;
    }
    if (sum == 0) sum = exact[0] = 1;
    t->first[i] = first;
    t->taps[i] = after - first;
    for (int32_t k = 0; k < after - first; k++)
      t->weights[(size_t)i * (size_t)t->most + (size_t)k] =
          (int32_t)floor(exact[k] / sum * (1 << WEIGHT_BITS) + 0.5);
  }
  free(exact);
  return is_done;
}

static void discard(table *t) {
  free(t->first);
  free(t->taps);
  free(t->weights);
}

// The most new rows that one old row is part of.
static int32_t most_open(const table *rows) {
  int32_t most = 1;
  for (int32_t done = 0, next = 0; next < rows->count; next++) {
    while (rows->first[done] + rows->taps[done] <= rows->first[next]) done++;
    if (next - done + 1 > most) most = next - done + 1;
  }
  return most;
}

apus_byte_resampler *apus_byte_resampler_create(apus_byte_axis columns, apus_byte_axis rows,
                                                int32_t channels) {
  apus_byte_resampler *self = calloc(1, sizeof *self);
  if (!self) return NULL;
  self->channels = channels;
  self->size = (size_t)columns.count * (size_t)channels;
  self->old_size = (size_t)columns.old_count * (size_t)channels;
  if (fill(&self->columns, columns) && fill(&self->rows, rows)) {
    self->open = most_open(&self->rows);
    self->narrow = malloc(self->size);
    self->sums = calloc((size_t)self->open * self->size, sizeof *self->sums);
    if (self->narrow && self->sums) return self;
  }
  apus_byte_resampler_destroy(self);
  return NULL;
}

void apus_byte_resampler_destroy(apus_byte_resampler *self) {
  if (!self) return;
  discard(&self->columns);
  discard(&self->rows);
  free(self->narrow);
  free(self->sums);
  free(self);
}

static inline uint8_t byte(int32_t sum) {
  sum >>= WEIGHT_BITS;
  return (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
}

static const int32_t HALF = 1 << (WEIGHT_BITS - 1);

EACH_LEVEL static void narrow_grey(const table *t, const uint8_t *old, uint8_t *new) {
  for (int32_t x = 0; x < t->count; x++) {
    const uint8_t *from = old + t->first[x];
    const int32_t *weights = t->weights + (size_t)x * (size_t)t->most;
    int32_t sum = HALF;
    for (int32_t k = 0; k < t->taps[x]; k++) sum += from[k] * weights[k];
    new[x] = byte(sum);
  }
}

EACH_LEVEL static void narrow_colour(const table *t, const uint8_t *old, uint8_t *new) {
  for (int32_t x = 0; x < t->count; x++) {
    const uint8_t *from = old + 3 * (size_t)t->first[x];
    const int32_t *weights = t->weights + (size_t)x * (size_t)t->most;
    int32_t red = HALF, green = HALF, blue = HALF;
    for (int32_t k = 0; k < t->taps[x]; k++) {
      red += from[3 * k] * weights[k];
      green += from[3 * k + 1] * weights[k];
      blue += from[3 * k + 2] * weights[k];
    }
    new[3 * x] = byte(red);
    new[3 * x + 1] = byte(green);
    new[3 * x + 2] = byte(blue);
  }
}

EACH_LEVEL static void add_row(int32_t *restrict sums, const uint8_t *restrict row, int32_t weight,
                               size_t size) {
  for (size_t at = 0; at < size; at++) sums[at] += row[at] * weight;
}

// Gives the sums as bytes and begins anew.
EACH_LEVEL static void finish_row(int32_t *restrict sums, uint8_t *restrict row, size_t size) {
  for (size_t at = 0; at < size; at++) {
    row[at] = byte(sums[at] + HALF);
    sums[at] = 0;
  }
}

int32_t apus_byte_resampler_take(apus_byte_resampler *self, const uint8_t *old, int32_t count,
                                 uint8_t *target, size_t stride) {
  int32_t before = self->given;
  const table *t = &self->rows;
  for (const uint8_t *end = old + self->old_size * (size_t)count; old < end;
       old += self->old_size) {
    int32_t row = self->taken++;
    // What no new row needs is not made: rows above and below the window.
    if (self->given == t->count || row < t->first[self->given]) continue;
    if (self->channels == 1)
      narrow_grey(&self->columns, old, self->narrow);
    else
      narrow_colour(&self->columns, old, self->narrow);
    for (int32_t i = self->given; i < t->count && t->first[i] <= row; i++) {
      int32_t *sums = self->sums + self->size * (size_t)(i % self->open);
      int32_t tap = row - t->first[i];
      if (tap < t->taps[i])
        add_row(sums, self->narrow, t->weights[(size_t)i * (size_t)t->most + (size_t)tap],
                self->size);
      if (tap + 1 < t->taps[i]) continue;
      finish_row(sums, target, self->size);
      target += stride;
      self->given++;
    }
  }
  return self->given - before;
}
