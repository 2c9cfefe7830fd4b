#include "optimizers.h"
#include "multiversion.h"
#include "parallel.h"

// Elements a thread takes at least: below this a team costs more than it saves.
enum { GRAIN = 16384 };

#define ALWAYS_INLINE static inline __attribute__((always_inline))

typedef struct {
  const apus_segment *segments;
  int64_t segment_count;
  const apus_step *step;
} work;

// Calls `update(segment, from, to, step)` for the parts of segments that lie in [begin, end).
#define FOR_PARTS(begin, end, update)                                             \
  do {                                                                                             \
    const work *w_ = context;                                                                      \
    int64_t low = 0, high = w_->segment_count;                                                     \
    while (high - low > 1) {                                                                       \
      int64_t middle = (low + high) / 2;                                                           \
      if (w_->segments[middle].start <= (begin)) low = middle; else high = middle;                 \
    }                                                                                              \
    for (; low < w_->segment_count && w_->segments[low].start < (end); low++) {                    \
      const apus_segment *s_ = &w_->segments[low];                                                 \
      int64_t from = (begin) > s_->start ? (begin) - s_->start : 0;                                \
      int64_t to = (end) - s_->start < s_->count ? (end) - s_->start : s_->count;                  \
      if (from < to) update(s_, from, to, w_->step);                                               \
    }                                                                                              \
  } while (0)

// The rules for one element type. A rule's variants are separate loops, so that each is straight-line code.
#define RULES(T, NAME)                                                                             \
  APUS_MULTIVERSION static void sgd_part_##NAME(                                                   \
      const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {                       \
    _Pragma("clang fp contract(fast)") T *restrict w = s->weight;                                  \
    const T *restrict g = s->gradient;                                                             \
    T *restrict m = s->state[0];                                                                   \
    const T rate = (T)p->rate, decay = (T)p->decay, mu = (T)p->momentum;                           \
    if (p->momentum == 0) {                                                                        \
      for (int64_t i = from; i < to; i++) w[i] -= rate * g[i] + decay * w[i];                      \
    } else if (p->nesterov) {                                                                      \
      for (int64_t i = from; i < to; i++) {                                                        \
        T scaled = rate * g[i];                                                                    \
        m[i] = mu * m[i] - scaled;                                                                 \
        w[i] += mu * m[i] - scaled - decay * w[i];                                                 \
      }                                                                                            \
    } else {                                                                                       \
      for (int64_t i = from; i < to; i++) {                                                        \
        m[i] = mu * m[i] - rate * g[i];                                                            \
        w[i] += m[i] - decay * w[i];                                                               \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  ALWAYS_INLINE void rmsprop_loop_##NAME(                                                          \
      const apus_segment *s, int64_t from, int64_t to, const apus_step *p, int centered,           \
      int with_momentum) {                                                                         \
    _Pragma("clang fp contract(fast)") T *restrict w = s->weight;                                  \
    const T *restrict g = s->gradient;                                                             \
    T *restrict v = s->state[0];                                                                   \
    T *restrict m = s->state[1];                                                                   \
    T *restrict a = s->state[2];                                                                   \
    const T rate = (T)p->rate, decay = (T)p->decay, mu = (T)p->momentum, rho = (T)p->rho;          \
    const T rest = (T)(1 - p->rho), epsilon = (T)p->epsilon;                                       \
    for (int64_t i = from; i < to; i++) {                                                          \
      T slope = g[i];                                                                              \
      T square = rho * v[i] + rest * (slope * slope);                                              \
      v[i] = square;                                                                               \
      if (centered) {                                                                              \
        T average = rho * a[i] + rest * slope;                                                     \
        a[i] = average;                                                                            \
        square -= average * average;                                                               \
      }                                                                                            \
      T move = rate * slope / __builtin_elementwise_sqrt(square + epsilon);                        \
      if (with_momentum) m[i] = move = mu * m[i] + move;                                           \
      w[i] -= move + decay * w[i];                                                                 \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  APUS_MULTIVERSION static void rmsprop_part_##NAME(                                               \
      const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {                       \
    int with_momentum = p->momentum > 0;                                                           \
    if (p->centered && with_momentum) rmsprop_loop_##NAME(s, from, to, p, 1, 1);                   \
    else if (p->centered) rmsprop_loop_##NAME(s, from, to, p, 1, 0);                               \
    else if (with_momentum) rmsprop_loop_##NAME(s, from, to, p, 0, 1);                             \
    else rmsprop_loop_##NAME(s, from, to, p, 0, 0);                                                \
  }                                                                                                \
                                                                                                   \
  ALWAYS_INLINE void adam_loop_##NAME(                                                             \
      const apus_segment *s, int64_t from, int64_t to, const apus_step *p, int amsgrad) {          \
    _Pragma("clang fp contract(fast)") T *restrict w = s->weight;                                  \
    const T *restrict g = s->gradient;                                                             \
    T *restrict m = s->state[0];                                                                   \
    T *restrict v = s->state[1];                                                                   \
    T *restrict greatest = s->state[2];                                                            \
    const T rate = (T)p->rate, decay = (T)p->decay, epsilon = (T)p->epsilon;                       \
    const T rest1 = (T)(1 - p->beta1), rest2 = (T)(1 - p->beta2);                                  \
    for (int64_t i = from; i < to; i++) {                                                          \
      T slope = g[i];                                                                              \
      T mean = m[i] + rest1 * (slope - m[i]);                                                      \
      T square = v[i] + rest2 * (slope * slope - v[i]);                                            \
      m[i] = mean;                                                                                 \
      v[i] = square;                                                                               \
      if (amsgrad) greatest[i] = square = greatest[i] > square ? greatest[i] : square;             \
      w[i] -= rate * mean / (__builtin_elementwise_sqrt(square) + epsilon) + decay * w[i];         \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  APUS_MULTIVERSION static void adam_part_##NAME(                                                  \
      const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {                       \
    if (p->amsgrad) adam_loop_##NAME(s, from, to, p, 1);                                           \
    else adam_loop_##NAME(s, from, to, p, 0);                                                      \
  }                                                                                                \
                                                                                                   \
  static void sgd_range_##NAME(void *context, int64_t begin, int64_t end) {                        \
    FOR_PARTS(begin, end, sgd_part_##NAME);                                                        \
  }                                                                                                \
  static void rmsprop_range_##NAME(void *context, int64_t begin, int64_t end) {                    \
    FOR_PARTS(begin, end, rmsprop_part_##NAME);                                                    \
  }                                                                                                \
  static void adam_range_##NAME(void *context, int64_t begin, int64_t end) {                       \
    FOR_PARTS(begin, end, adam_part_##NAME);                                                       \
  }                                                                                                \
                                                                                                   \
  void apus_sgd_##NAME(const apus_segment *segments, int64_t count, const apus_step *step) {       \
    run(segments, count, step, sgd_range_##NAME);                                                  \
  }                                                                                                \
  void apus_rmsprop_##NAME(const apus_segment *segments, int64_t count, const apus_step *step) {   \
    run(segments, count, step, rmsprop_range_##NAME);                                              \
  }                                                                                                \
  void apus_adam_##NAME(const apus_segment *segments, int64_t count, const apus_step *step) {      \
    run(segments, count, step, adam_range_##NAME);                                                 \
  }

static void run(
    const apus_segment *segments, int64_t count, const apus_step *step, apus_range_body body) {
  if (count == 0) return;
  work work = {segments, count, step};
  apus_parallel(segments[count - 1].start + segments[count - 1].count, GRAIN, body, &work);
}

RULES(float, float32)
RULES(double, float64)
