// s ← s + g² (state 0), w ← w − rate·g/√(s + ε) − decay·w.
APUS_MULTIVERSION static void PART(adagrad)(
    const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {
  CONTRACT
  T *restrict w = s->weight;
  const T *restrict g = s->gradient;
  T *restrict sum = s->state[0];
  const T rate = RATE, decay = DECAY, epsilon = (T)p->epsilon;
  for (int64_t i = from; i < to; i++) {
    T slope = g[i];
    T total = sum[i] + slope * slope;
    sum[i] = total;
    w[i] -= rate * slope / SQUARE_ROOT(total + epsilon) + decay * w[i];
  }
}
