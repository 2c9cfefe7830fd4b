// m ← µm + (1−µ)g (state 0), w ← w − rate·m − decay·w, or, where nesterov, w ← w − rate·(µm +
// (1−µ)g) − decay·w.
APUS_MULTIVERSION static void PART(averaged_momentum)(
    const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {
  CONTRACT
  T *restrict w = s->weight;
  const T *restrict g = s->gradient;
  T *restrict m = s->state[0];
  const T rate = RATE, decay = DECAY, mu = (T)p->momentum, rest = (T)(1 - p->momentum);
  // Both moves are ahead·m + now·g of the new mean.
  const T ahead = p->nesterov ? mu : 1, now = p->nesterov ? rest : 0;
  for (int64_t i = from; i < to; i++) {
    T mean = mu * m[i] + rest * g[i];
    m[i] = mean;
    w[i] -= rate * (ahead * mean + now * g[i]) + decay * w[i];
  }
}
