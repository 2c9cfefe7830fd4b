#include "philox.h"
#include <math.h>
#include <string.h>
#include "exp_log.h"
#include "multiversion.h"
#include "parallel.h"
#include "philox_group.h"

void apus_philox(uint64_t seed, uint64_t stream, uint64_t block, uint32_t words[4]) {
  uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
  uint32_t c0 = (uint32_t)block, c1 = (uint32_t)(block >> 32), c2 = (uint32_t)stream,
           c3 = (uint32_t)(stream >> 32);
  for (int round = 0; round < 10; round++) {
    uint64_t p0 = (uint64_t)c0 * 0xD2511F53u, p1 = (uint64_t)c2 * 0xCD9E8D57u;
    c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
    c1 = (uint32_t)p1;
    c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
    c3 = (uint32_t)p0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

// Results are the same on every machine: nothing here is contracted or reordered.
#pragma clang fp contract(off)

// Draws that must be repeated take blocks from the upper half of the stream, which no first draw
// reaches.
static uint64_t again(int64_t index, int attempt) {
  return (uint64_t)1 << 63 | (uint64_t)attempt << 48 | (uint64_t)index;
}

typedef struct {
  uint64_t seed, stream, count;
  double a, b, bound;
  int64_t low, n;
  void *out;
} fill;

enum { GRAIN = 256 };

static void run(apus_range_body body, fill *work, int64_t a_group) {
  apus_parallel((work->n + a_group - 1) / a_group, GRAIN, body, work);
}

#define FOR_GROUPS(T, PLACES, MAKE)                                             \
  const fill *f = context;                                                      \
  for (int64_t group = begin; group < end; group++) {                           \
    T *out = (T *)f->out + group * PLACES;                                      \
    int64_t left = f->n - group * PLACES;                                       \
    T places[PLACES];                                                           \
    MAKE(f, (uint64_t)group, left < PLACES ? places : out);                     \
    if (left < PLACES)                                                          \
      for (int64_t i = 0; i < left; i++) out[i] = places[i];                    \
  }

INLINE void uniform_group_f32(const fill *f, uint64_t group, float *out) {
  u32x16 words[2];
  philox_group(f->seed, f->stream, group, words);
  float low = (float)f->a, span = (float)(f->b - f->a), last = nextafterf((float)f->b, low);
  for (int i = 0; i < GROUP_WORDS; i++) {
    float x = low + (float)(int32_t)(words[i >> 4][i & 15] >> 8) * 0x1p-24f * span;
    out[i] = x > last ? last : x;
  }
}

INLINE void uniform_group_f64(const fill *f, uint64_t group, double *out) {
  u32x16 words[2];
  philox_group(f->seed, f->stream, group, words);
  double span = f->b - f->a, last = nextafter(f->b, f->a);
  for (int i = 0; i < GROUP_WORDS / 2; i++) {
    double x = f->a + (double)(int64_t)(((u64x8)words[i >> 3])[i & 7] >> 11) * 0x1p-53 * span;
    out[i] = x > last ? last : x;
  }
}

static APUS_MULTIVERSION void uniform_f32(void *context, int64_t begin, int64_t end) {
  FOR_GROUPS(float, 32, uniform_group_f32)
}

static APUS_MULTIVERSION void uniform_f64(void *context, int64_t begin, int64_t end) {
  FOR_GROUPS(double, 16, uniform_group_f64)
}

void apus_random_uniform_f32(uint64_t seed, uint64_t stream, double low, double high, int64_t n,
                             float *out) {
  fill f = {.seed = seed, .stream = stream, .a = low, .b = high, .n = n, .out = out};
  run(uniform_f32, &f, 32);
}

void apus_random_uniform_f64(uint64_t seed, uint64_t stream, double low, double high, int64_t n,
                             double *out) {
  fill f = {.seed = seed, .stream = stream, .a = low, .b = high, .n = n, .out = out};
  run(uniform_f64, &f, 16);
}

// Two normal numbers from 32 bits each for radius and angle: √(−2 ln u) (cos 2πv, sin 2πv), u in
// (0, 1]. The angle is taken in quarter turns q and a rest r of at most an eighth, where the series
// are short.
INLINE void box_muller_f32(uint32_t u, uint32_t v, float *z0, float *z1) {
  float above = ((float)(u >> 8) + 0.5f + (float)(u & 255) * 0x1p-8f) * 0x1p-24f;
  float radius = __builtin_elementwise_sqrt(-2 * log_positive_f32(above > 1 ? 1 : above));
  int32_t q = (int32_t)((v + 0x20000000u) >> 30);
  float r = (float)(int32_t)(v - ((uint32_t)q << 30)) * (float)(0x1p-30 * 1.5707963267948966),
        s = r * r;
  float sine =
      r * (1 + s * (-1.0f / 6 + s * (1.0f / 120 + s * (-1.0f / 5040 + s * (1.0f / 362880)))));
  float cosine =
      1 + s * (-0.5f +
               s * (1.0f / 24 + s * (-1.0f / 720 + s * (1.0f / 40320 + s * (-1.0f / 3628800)))));
  float x = q & 1 ? sine : cosine, y = q & 1 ? cosine : sine;
  *z0 = radius * ((q + 1) & 2 ? -x : x);
  *z1 = radius * (q & 2 ? -y : y);
}

INLINE void box_muller_f64(uint64_t u, uint64_t v, double *z0, double *z1) {
  double above = ((double)(int64_t)(u >> 11) + 0.5) * 0x1p-53;
  double radius = __builtin_elementwise_sqrt(-2 * log_positive_f64(above > 1 ? 1 : above));
  uint64_t q = (v + 0x2000000000000000u) >> 62;
  double r = (double)(int64_t)(v - (q << 62)) * (0x1p-62 * 1.5707963267948966), s = r * r;
  double sine = 1, cosine = 1;
  for (int k = 16; k >= 2; k -= 2) sine = 1 - sine * s / (k * (k + 1));
  for (int k = 17; k >= 1; k -= 2) cosine = 1 - cosine * s / (k * (k + 1));
  sine *= r;
  double x = q & 1 ? sine : cosine, y = q & 1 ? cosine : sine;
  *z0 = radius * ((q + 1) & 2 ? -x : x);
  *z1 = radius * (q & 2 ? -y : y);
}

INLINE void normal_group_f32(const fill *f, uint64_t group, float *out) {
  u32x16 words[2];
  philox_group(f->seed, f->stream, group, words);
  float z[GROUP_WORDS], mean = (float)f->a, deviation = (float)f->b, bound = (float)f->bound;
  uint32_t u[16], v[16];
  memcpy(u, &words[0], sizeof u);
  memcpy(v, &words[1], sizeof v);
  for (int i = 0; i < 16; i++) box_muller_f32(u[i], v[i], &z[i], &z[i + 16]);
  int outside = 0;
  if (bound > 0)
    for (int i = 0; i < GROUP_WORDS; i++) outside |= fabsf(z[i]) > bound;
  if (outside)
    for (int i = 0; i < GROUP_WORDS; i++)
      for (int attempt = 0; !(fabsf(z[i]) <= bound); attempt++) {
        uint32_t w[4];
        float unused;
        apus_philox(f->seed, f->stream, again((int64_t)group * GROUP_WORDS + i, attempt), w);
        box_muller_f32(w[0], w[1], &z[i], &unused);
      }
  for (int i = 0; i < GROUP_WORDS; i++) out[i] = mean + z[i] * deviation;
}

INLINE void normal_group_f64(const fill *f, uint64_t group, double *out) {
  u32x16 words[2];
  philox_group(f->seed, f->stream, group, words);
  double z[16];
  uint64_t u[8], v[8];
  memcpy(u, &words[0], sizeof u);
  memcpy(v, &words[1], sizeof v);
  for (int i = 0; i < 8; i++) box_muller_f64(u[i], v[i], &z[i], &z[i + 8]);
  if (f->bound > 0)
    for (int i = 0; i < 16; i++)
      for (int attempt = 0; !(fabs(z[i]) <= f->bound); attempt++) {
        uint32_t w[4];
        double unused;
        apus_philox(f->seed, f->stream, again((int64_t)group * 16 + i, attempt), w);
        box_muller_f64((uint64_t)w[1] << 32 | w[0], (uint64_t)w[3] << 32 | w[2], &z[i], &unused);
      }
  for (int i = 0; i < 16; i++) out[i] = f->a + z[i] * f->b;
}

static APUS_MULTIVERSION void normal_f32(void *context, int64_t begin, int64_t end) {
  FOR_GROUPS(float, 32, normal_group_f32)
}

static APUS_MULTIVERSION void normal_f64(void *context, int64_t begin, int64_t end) {
  FOR_GROUPS(double, 16, normal_group_f64)
}

void apus_random_normal_f32(uint64_t seed, uint64_t stream, double mean, double deviation,
                            double bound, int64_t n, float *out) {
  fill f = {.seed = seed,
            .stream = stream,
            .a = mean,
            .b = deviation,
            .bound = bound,
            .n = n,
            .out = out};
  run(normal_f32, &f, 32);
}

void apus_random_normal_f64(uint64_t seed, uint64_t stream, double mean, double deviation,
                            double bound, int64_t n, double *out) {
  fill f = {.seed = seed,
            .stream = stream,
            .a = mean,
            .b = deviation,
            .bound = bound,
            .n = n,
            .out = out};
  run(normal_f64, &f, 16);
}

INLINE void bernoulli_group(const fill *f, uint64_t group, uint8_t *out) {
  u32x16 words[2];
  philox_group(f->seed, f->stream, group, words);
  for (int i = 0; i < GROUP_WORDS; i++) out[i] = words[i >> 4][i & 15] < f->count;
}

static APUS_MULTIVERSION void bernoulli(void *context, int64_t begin, int64_t end) {
  FOR_GROUPS(uint8_t, 32, bernoulli_group)
}

void apus_random_bernoulli(uint64_t seed, uint64_t stream, double probability, int64_t n,
                           uint8_t *out) {
  uint64_t below = (uint64_t)(probability * 0x1p32 + 0.5);
  fill f = {.seed = seed, .stream = stream, .count = below, .n = n, .out = out};
  run(bernoulli, &f, 32);
}

// Lemire 2019: the upper half of a 64-bit draw times the count; draws whose lower half falls into
// the part that would make some numbers likelier are drawn again.
INLINE void integers_group(const fill *f, uint64_t group, int64_t *out) {
  u32x16 words[2];
  philox_group(f->seed, f->stream, group, words);
  uint64_t excess = f->count ? -f->count % f->count : 0;
  for (int i = 0; i < 16; i++) {
    uint64_t draw = ((u64x8)words[i >> 3])[i & 7];
    for (int attempt = 0; f->count; attempt++) {
      __uint128_t product = (__uint128_t)draw * f->count;
      if ((uint64_t)product >= excess) {
        draw = (uint64_t)(product >> 64);
        break;
      }
      uint32_t w[4];
      apus_philox(f->seed, f->stream, again((int64_t)group * 16 + i, attempt), w);
      draw = (uint64_t)w[1] << 32 | w[0];
    }
    out[i] = (int64_t)((uint64_t)f->low + draw);
  }
}

static void integers(void *context, int64_t begin, int64_t end) {
  FOR_GROUPS(int64_t, 16, integers_group)
}

void apus_random_integers(uint64_t seed, uint64_t stream, int64_t low, uint64_t count, int64_t n,
                          int64_t *out) {
  fill f = {.seed = seed, .stream = stream, .count = count, .low = low, .n = n, .out = out};
  run(integers, &f, 16);
}
