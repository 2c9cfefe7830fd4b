// m ← m + (1−β₁)(g − m) (state 0), v ← v + (1−β₂)(g² − v) (state 1), w ← w − rate·m/(√v + ε) −
// decay·w; where amsgrad by the greatest v so far (state 2). The correction is √(1−β₂ᵗ)/(1−β₁ᵗ).
INLINE void LOOP(adam)(
    const apus_segment *s, int64_t from, int64_t to, const apus_step *p, int amsgrad) {
  CONTRACT
  T *restrict w = s->weight;
  const T *restrict g = s->gradient;
  T *restrict m = s->state[0];
  T *restrict v = s->state[1];
  T *restrict greatest = s->state[2];
  const T rate = RATE, decay = DECAY, epsilon = (T)p->epsilon;
  const T rest1 = (T)(1 - p->beta1), rest2 = (T)(1 - p->beta2);
  for (int64_t i = from; i < to; i++) {
    T slope = g[i];
    T mean = m[i] + rest1 * (slope - m[i]);
    T square = v[i] + rest2 * (slope * slope - v[i]);
    m[i] = mean;
    v[i] = square;
    if (amsgrad) greatest[i] = square = GREATER(greatest[i], square);
    w[i] -= rate * mean / (SQUARE_ROOT(square) + epsilon) + decay * w[i];
  }
}

APUS_MULTIVERSION static void PART(adam)(
    const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {
  if (p->amsgrad) LOOP(adam)(s, from, to, p, 1);
  else LOOP(adam)(s, from, to, p, 0);
}
