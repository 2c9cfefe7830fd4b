// v ← ρv + (1−ρ)g² (state 0), d = g √(u + ε)/√(v + ε), u ← ρu + (1−ρ)d² (state 1), w ← w − rate·d −
// decay·w.
APUS_MULTIVERSION static void PART(adadelta)(
    const apus_segment *s, int64_t from, int64_t to, const apus_step *p) {
  CONTRACT
  T *restrict w = s->weight;
  const T *restrict g = s->gradient;
  T *restrict v = s->state[0];
  T *restrict u = s->state[1];
  const T rate = RATE, decay = DECAY, epsilon = (T)p->epsilon;
  const T rho = (T)p->rho, rest = (T)(1 - p->rho);
  for (int64_t i = from; i < to; i++) {
    T slope = g[i];
    T square = rho * v[i] + rest * (slope * slope);
    T move = slope * SQUARE_ROOT(u[i] + epsilon) / SQUARE_ROOT(square + epsilon);
    v[i] = square;
    u[i] = rho * u[i] + rest * (move * move);
    w[i] -= rate * move + decay * w[i];
  }
}
