// w ← w − rate·g/(|g| + ε) − decay·w; at ε = 0 the sign of g, which is 0 at 0.
APUS_MULTIVERSION static void PART(sign_sgd)(
    const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {
  CONTRACT
  T *restrict w = s->weight;
  const T *restrict g = s->gradient;
  const T rate = RATE, decay = DECAY, epsilon = (T)p->epsilon;
  if (epsilon == 0) {
    for (int64_t i = from; i < to; i++) w[i] -= rate * SIGN(g[i]) + decay * w[i];
  } else {
    for (int64_t i = from; i < to; i++)
      w[i] -= rate * g[i] / (ABSOLUTE(g[i]) + epsilon) + decay * w[i];
  }
}
