#include "optimizers.h"
#include "allocator.h"
#include "inline.h"
#include "multiversion.h"
#include "parallel.h"
#include <float.h>

// Elements a thread takes at least: below this a team costs more than it saves.
enum { GRAIN = 16384 };

/// A rule: what happens to the elements [from, to) of one segment.
typedef void (*part_update)(
    const apus_segment *segment, int64_t from, int64_t to, const apus_step *step);

typedef struct {
  const apus_segment *segments;
  int64_t segment_count;
  const apus_step *step;
  part_update update;
} work;

/// The last segment that begins at or before `place`.
static int64_t segment_at(const apus_segment *segments, int64_t count, int64_t place) {
  int64_t low = 0, high = count;
  while (high - low > 1) {
    int64_t middle = (low + high) / 2;
    if (segments[middle].start <= place) low = middle; else high = middle;
  }
  return low;
}

/// Updates the parts of segments that lie in [begin, end) of the whole list.
static void update_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  int64_t at = segment_at(w->segments, w->segment_count, begin);
  for (; at < w->segment_count && w->segments[at].start < end; at++) {
    const apus_segment *s = &w->segments[at];
    int64_t from = begin > s->start ? begin - s->start : 0;
    int64_t to = least(end - s->start, s->count);
    if (from < to) w->update(s, from, to, w->step);
  }
}

static int64_t element_count(const apus_segment *segments, int64_t count) {
  return count == 0 ? 0 : segments[count - 1].start + segments[count - 1].count;
}

// A rule's file defines `static void PART(name)(segment, from, to, step)` for the element type T.
// Where a rule has variants they are separate loops, so that each is straight-line code.
#define CONTRACT _Pragma("clang fp contract(fast)")
// Division by a root as a product with the processor's estimate of its inverse, refined to within
// two units of the last place: a third quicker, because dividing and extracting a root take longer
// than the memory.
#define CONTRACT_INVERSE_ROOT _Pragma("clang fp contract(fast) reciprocal(on) reassociate(on)")
#define RATE ((T)(p->rate * p->correction * s->rate_factor))
#define DECAY ((T)(p->rate * s->rate_factor * s->decay))
#define SQUARE_ROOT(X) __builtin_elementwise_sqrt(X)
#define ABSOLUTE(X) __builtin_elementwise_abs(X)
#define GREATER(X, Y) ((X) > (Y) ? (X) : (Y))
#define SIGN(X) ((T)((X) > 0) - (T)((X) < 0))

#define JOIN(A, B) A##_##B
#define JOINED(A, B) JOIN(A, B)
#define PART(RULE) JOINED(RULE##_part, NAME)
#define LOOP(RULE) JOINED(RULE##_loop, NAME)

#define T float
#define NAME float32
#define SMALLEST FLT_MIN
#define LARGEST FLT_MAX
#include "optimizers/rules.h"
#undef T
#undef NAME
#undef SMALLEST
#undef LARGEST

#define T double
#define NAME float64
#define SMALLEST DBL_MIN
#define LARGEST DBL_MAX
#include "optimizers/rules.h"
#undef T
#undef NAME

static const part_update parts[APUS_UPDATE_RULES][2] = {
#define OPTIMIZER(CONSTANT, RULE) [APUS_##CONSTANT] = {RULE##_part_float32, RULE##_part_float64},
#include "lists/optimizers.def"
};

void apus_update(
    apus_update_rule rule, apus_element_type type, const apus_segment *segments,
    int64_t segment_count, const apus_step *step) {
  work work = {segments, segment_count, step, parts[rule][type == APUS_FLOAT64]};
  int64_t elements = element_count(segments, segment_count);
  if (elements > 0) apus_parallel(elements, GRAIN, update_range, &work);
}
