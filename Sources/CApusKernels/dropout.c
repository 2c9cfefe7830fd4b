// A word of random bits decides on two elements, 16 bits each. The kept probability is not a
// multiple of 2⁻¹⁶ in general, so a draw that falls on the edge is settled by 32 further bits, from
// the stream's upper half.
#include "dropout.h"
#include "multiversion.h"
#include "parallel.h"
#include "philox.h"
#include "philox_group.h"
#include "real_kernel.h"

typedef float f32x16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t i32x16 __attribute__((vector_size(64)));

enum { PLACES = 2 * GROUP_WORDS };

typedef struct {
  uint64_t seed, stream;
  int32_t threshold;  // draws below are kept
  int32_t edge;       // the draw that needs more bits; -1: none does
  uint64_t rest;      // below this (of 2³²) an edge draw is kept
  double scale;
  int64_t n;
  const void *x;
  void *out;
} work;

static work prepare(uint64_t seed, uint64_t stream, double keep, double scale, int64_t n,
                    const void *x, void *out) {
  double units = keep * 65536;
  int32_t whole = (int32_t)units;
  uint64_t rest = (uint64_t)((units - whole) * 0x1p32);
  return (work){seed, stream, whole, rest ? whole : -1, rest, scale, n, x, out};
}

static int settle(const work *w, uint64_t place) {
  uint32_t words[4];
  apus_philox(w->seed, w->stream, (uint64_t)1 << 63 | place >> 2, words);
  return words[place & 3] < w->rest;
}

// All bits set in `mask` where an element is kept.
static inline __attribute__((always_inline)) void group_mask(const work *w, uint64_t group,
                                                             i32x16 mask[4]) {
  u32x16 words[2];
  philox_group(w->seed, w->stream, group, words);
  i32x16 draws[4] = {(i32x16)(words[0] & 0xFFFF), (i32x16)(words[0] >> 16),
                     (i32x16)(words[1] & 0xFFFF), (i32x16)(words[1] >> 16)};
  i32x16 edges = {};
  for (int j = 0; j < 4; j++) {
    mask[j] = draws[j] < w->threshold;
    edges |= draws[j] == w->edge;
  }
  if (__builtin_expect(__builtin_reduce_or(edges) != 0, 0))
    for (int i = 0; i < PLACES; i++)
      if (draws[i >> 4][i & 15] == w->edge)
        mask[i >> 4][i & 15] = -settle(w, group * PLACES + (uint64_t)i);
}

static APUS_MULTIVERSION void groups_f32(void *context, int64_t begin, int64_t end) {
  const work w = *(const work *)context;
  const float scale = (float)w.scale;
  for (int64_t group = begin; group < end; group++) {
    i32x16 mask[4];
    group_mask(&w, (uint64_t)group, mask);
    const float *x = (const float *)w.x + group * PLACES;
    float *out = (float *)w.out + group * PLACES;
    int64_t left = w.n - group * PLACES;
    if (left >= PLACES)
      for (int j = 0; j < 4; j++) {
        f32x16 scaled = *(const f32x16 *)(x + 16 * j) * scale;
        *(f32x16 *)(out + 16 * j) = (f32x16)((i32x16)scaled & mask[j]);
      }
    else
      for (int i = 0; i < left; i++) out[i] = mask[i >> 4][i & 15] ? x[i] * scale : 0;
  }
}

static APUS_MULTIVERSION void groups_f64(void *context, int64_t begin, int64_t end) {
  const work w = *(const work *)context;
  for (int64_t group = begin; group < end; group++) {
    i32x16 mask[4];
    group_mask(&w, (uint64_t)group, mask);
    const double *x = (const double *)w.x + group * PLACES;
    double *out = (double *)w.out + group * PLACES;
    int64_t left = w.n - group * PLACES;
    const int32_t *kept = (const int32_t *)mask;
    for (int i = 0; i < (left < PLACES ? left : PLACES); i++) out[i] = kept[i] ? x[i] * w.scale : 0;
  }
}

static void run(apus_range_body body, work *w) {
  apus_parallel((w->n + PLACES - 1) / PLACES, 256, body, w);
}

void apus_dropout_f32(uint64_t seed, uint64_t stream, double keep, double scale, int64_t n,
                      const float *x, float *out) {
  work w = prepare(seed, stream, keep, scale, n, x, out);
  run(groups_f32, &w);
}

void apus_dropout_f64(uint64_t seed, uint64_t stream, double keep, double scale, int64_t n,
                      const double *x, double *out) {
  work w = prepare(seed, stream, keep, scale, n, x, out);
  run(groups_f64, &w);
}

APUS_REAL_KERNEL(
  void, apus_dropout,
  (apus_element_type type, uint64_t seed, uint64_t stream, double keep, double scale, int64_t n,
   const void *x, void *out),
  (seed, stream, keep, scale, n, x, out))
