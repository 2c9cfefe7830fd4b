// m ← m + (1−β₁)(g − m) (state 0), u ← max(β₂u, |g|) (state 1), w ← w − rate·m/(u + ε) − decay·w.
// The correction is 1/(1−β₁ᵗ).
APUS_MULTIVERSION static void PART(adamax)(
    const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {
  CONTRACT
  T *restrict w = s->weight;
  const T *restrict g = s->gradient;
  T *restrict m = s->state[0];
  T *restrict u = s->state[1];
  const T rate = RATE, decay = DECAY, epsilon = (T)p->epsilon;
  const T rest1 = (T)(1 - p->beta1), beta2 = (T)p->beta2;
  for (int64_t i = from; i < to; i++) {
    T slope = g[i];
    T mean = m[i] + rest1 * (slope - m[i]);
    T before = beta2 * u[i], now = ABSOLUTE(slope);
    T greatest = GREATER(before, now);
    m[i] = mean;
    u[i] = greatest;
    w[i] -= rate * mean / (greatest + epsilon) + decay * w[i];
  }
}
