// w ← w − rate·g − decay·w; with momentum (state 0) m ← µm − rate·g, w ← w + m − decay·w, or, where
// nesterov, w ← w + µm − rate·g − decay·w.
APUS_MULTIVERSION static void PART(sgd)(
    const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {
  CONTRACT
  T *restrict w = s->weight;
  const T *restrict g = s->gradient;
  T *restrict m = s->state[0];
  const T rate = RATE, decay = DECAY, mu = (T)p->momentum;
  if (!m) {
    for (int64_t i = from; i < to; i++) w[i] -= rate * g[i] + decay * w[i];
  } else if (p->nesterov) {
    for (int64_t i = from; i < to; i++) {
      T scaled = rate * g[i];
      m[i] = mu * m[i] - scaled;
      w[i] += mu * m[i] - scaled - decay * w[i];
    }
  } else {
    for (int64_t i = from; i < to; i++) {
      m[i] = mu * m[i] - rate * g[i];
      w[i] += m[i] - decay * w[i];
    }
  }
}
