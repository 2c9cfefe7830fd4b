// v ← ρv + (1−ρ)g² (state 0), w ← w − rate·g/√(v + ε) − decay·w; where momentum > 0 through m ←
// µm + … (state 1); where centered v is lessened by a², a ← ρa + (1−ρ)g (state 2).
INLINE void LOOP(rmsprop)(
    const apus_segment *s, int64_t from, int64_t to, const apus_step *p, int centered,
    int with_momentum) {
  CONTRACT_INVERSE_ROOT
  T *restrict w = s->weight;
  const T *restrict g = s->gradient;
  T *restrict v = s->state[0];
  T *restrict m = s->state[1];
  T *restrict a = s->state[2];
  const T rate = RATE, decay = DECAY, mu = (T)p->momentum, epsilon = (T)p->epsilon;
  const T rho = (T)p->rho, rest = (T)(1 - p->rho);
  for (int64_t i = from; i < to; i++) {
    T slope = g[i];
    T square = rho * v[i] + rest * (slope * slope);
    v[i] = square;
    if (centered) {
      T average = rho * a[i] + rest * slope;
      a[i] = average;
      square -= average * average;
    }
    // Within what the estimate of an inverse root can take: at 0 and at infinity it gives what is
    // not a number.
    T within = square + epsilon;
    within = within < SMALLEST ? SMALLEST : within > LARGEST ? LARGEST : within;
    T move = rate * slope / SQUARE_ROOT(within);
    if (with_momentum) m[i] = move = mu * m[i] + move;
    w[i] -= move + decay * w[i];
  }
}

APUS_MULTIVERSION static void PART(rmsprop)(
    const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {
  int with_momentum = s->state[1] != 0;
  if (p->centered && with_momentum) LOOP(rmsprop)(s, from, to, p, 1, 1);
  else if (p->centered) LOOP(rmsprop)(s, from, to, p, 1, 0);
  else if (with_momentum) LOOP(rmsprop)(s, from, to, p, 0, 1);
  else LOOP(rmsprop)(s, from, to, p, 0, 0);
}
