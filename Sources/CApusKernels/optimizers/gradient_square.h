// Σ g². The list is cut into blocks of GRAIN elements whose sums are added in order, so that
// threads change nothing.
typedef struct {
  const apus_segment *segments;
  int64_t segment_count;
  double *sums;
} JOINED(squares, NAME);

APUS_MULTIVERSION static double JOINED(square_of, NAME)(const T *g, int64_t count) {
  enum { LANES = 8 };
  double lanes[LANES] = {0}, sum = 0;
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES)
    for (int lane = 0; lane < LANES; lane++)
      lanes[lane] += (double)g[i + lane] * (double)g[i + lane];
  for (; i < count; i++) sum += (double)g[i] * (double)g[i];
  for (int lane = 0; lane < LANES; lane++) sum += lanes[lane];
  return sum;
}

static void JOINED(square_blocks, NAME)(void *context, int64_t first, int64_t last) {
  const JOINED(squares, NAME) *w = context;
  for (int64_t block = first; block < last; block++) {
    int64_t begin = block * GRAIN, end = begin + GRAIN;
    int64_t at = segment_at(w->segments, w->segment_count, begin);
    double sum = 0;
    for (; at < w->segment_count && w->segments[at].start < end; at++) {
      const apus_segment *s = &w->segments[at];
      int64_t from = begin > s->start ? begin - s->start : 0;
      int64_t to = least(end - s->start, s->count);
      if (from < to) sum += JOINED(square_of, NAME)((const T *)s->gradient + from, to - from);
    }
    w->sums[block] = sum;
  }
}

double JOINED(apus_gradient_square, NAME)(const apus_segment *segments, int64_t segment_count) {
  int64_t blocks = (element_count(segments, segment_count) + GRAIN - 1) / GRAIN;
  if (blocks == 0) return 0;
  double *sums = apus_allocate_or_exit((size_t)blocks * sizeof(double)), total = 0;
  JOINED(squares, NAME) work = {segments, segment_count, sums};
  apus_parallel(blocks, 1, JOINED(square_blocks, NAME), &work);
  for (int64_t block = 0; block < blocks; block++) total += sums[block];
  apus_deallocate(sums, (size_t)blocks * sizeof(double));
  return total;
}
