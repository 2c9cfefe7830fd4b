// w ← w − rate·sign(β₁m + (1−β₁)g) − decay·w, then m ← β₂m + (1−β₂)g (state 0).
APUS_MULTIVERSION static void PART(lion)(
    const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {
  CONTRACT
  T *restrict w = s->weight;
  const T *restrict g = s->gradient;
  T *restrict m = s->state[0];
  const T rate = RATE, decay = DECAY;
  const T beta1 = (T)p->beta1, rest1 = (T)(1 - p->beta1);
  const T beta2 = (T)p->beta2, rest2 = (T)(1 - p->beta2);
  for (int64_t i = from; i < to; i++) {
    T slope = g[i], mean = m[i];
    T direction = beta1 * mean + rest1 * slope;
    m[i] = beta2 * mean + rest2 * slope;
    w[i] -= rate * SIGN(direction) + decay * w[i];
  }
}
