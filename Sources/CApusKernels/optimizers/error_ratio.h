// Keeps the weight and its gradient (states 0 and 1), then w ← w − rate·g − decay·w; where undo is
// set, from those that were kept instead.
APUS_MULTIVERSION static void PART(error_ratio)(
    const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {
  CONTRACT
  T *restrict w = s->weight;
  const T *restrict g = s->gradient;
  T *restrict kept_weight = s->state[0];
  T *restrict kept_gradient = s->state[1];
  const T rate = RATE, decay = DECAY;
  if (!p->undo) {
    for (int64_t i = from; i < to; i++) {
      kept_weight[i] = w[i];
      kept_gradient[i] = g[i];
    }
  }
  for (int64_t i = from; i < to; i++)
    w[i] = kept_weight[i] - (rate * kept_gradient[i] + decay * kept_weight[i]);
}
