// m ← m + (1−β₁)(g − m) (state 0), v ← v + (1−β₂)(g² − v) (state 1),
// w ← w − rate·(mean_weight·m + gradient_weight·g)/(√v + ε) − decay·w. The correction is √(1−β₂ᵗ),
// and ε has it too.
APUS_MULTIVERSION static void PART(nadam)(
    const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {
  CONTRACT
  T *restrict w = s->weight;
  const T *restrict g = s->gradient;
  T *restrict m = s->state[0];
  T *restrict v = s->state[1];
  const T rate = RATE, decay = DECAY, epsilon = (T)p->epsilon;
  const T rest1 = (T)(1 - p->beta1), rest2 = (T)(1 - p->beta2);
  const T ahead = (T)p->mean_weight, now = (T)p->gradient_weight;
  for (int64_t i = from; i < to; i++) {
    T slope = g[i];
    T mean = m[i] + rest1 * (slope - m[i]);
    T square = v[i] + rest2 * (slope * slope - v[i]);
    m[i] = mean;
    v[i] = square;
    w[i] -= rate * (ahead * mean + now * slope) / (SQUARE_ROOT(square) + epsilon) + decay * w[i];
  }
}
