// One thread's heads. attention.c includes this once for each element type and instruction set,
// with the type's names (see there), LANES (elements of a vector) and NAME (mangles) defined.

typedef REAL NAME(vector) __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL))));
typedef REAL NAME(four) __attribute__((vector_size(4 * sizeof(REAL)), aligned(sizeof(REAL))));
#define VECTOR NAME(vector)
#define FOUR NAME(four)
#define PADDED(count) (((count) + LANES - 1) / LANES * LANES)

/// C[rows, vectors · LANES] (+)= A · B, element (i, p) of A at a[i * a_row + p * a_step]. The first
/// two are constants wherever this is inlined, so that the sums live in registers.
INLINE void NAME(tile)(const int rows, const int vectors, int64_t depth, const REAL *a,
                       int64_t a_row, int64_t a_step, const REAL *b, int64_t b_row, REAL *c,
                       int64_t c_row, int load) {
  VECTOR sum[ROWS][2];
  EACH(i, rows)
  EACH(j, vectors) sum[i][j] = load ? *(const VECTOR *)(c + i * c_row + j * LANES) : (VECTOR){0};
  const REAL *low = a + 3 * a_row;
  for (int64_t p = 0; p < depth; p++) {
    // Opaque, or the compiler keeps a pointer for each row and spills them.
    __asm__("" : "+r"(a), "+r"(low));
    VECTOR x[2];
    EACH(j, vectors) x[j] = *(const VECTOR *)(b + j * LANES);
    EACH(i, rows) EACH(j, vectors) sum[i][j] += (i < 3 ? a : low)[i % 3 * a_row] * x[j];
    a += a_step;
    low += a_step;
    b += b_row;
  }
  EACH(i, rows) EACH(j, vectors) *(VECTOR *)(c + i * c_row + j * LANES) = sum[i][j];
}

/// C[m, n] (+)= A · B for a few rows or columns of matrices that stay in the cache; n is a multiple
/// of LANES.
static void NAME(multiply)(int64_t m, int64_t n, int64_t depth, const REAL *a, int64_t a_row,
                           int64_t a_step, const REAL *b, int64_t b_row, REAL *c, int64_t c_row,
                           int load) {
#define TILE(rows, vectors)                                                                        \
  case rows + ROWS *(vectors - 1):                                                                 \
    NAME(tile)(rows, vectors, depth, a + i * a_row, a_row, a_step, b + j, b_row,                   \
               c + i * c_row + j, c_row, load);                                                    \
    break;
  for (int64_t j = 0, width; j < n; j += width) {
    width = n - j >= 2 * LANES ? 2 * LANES : LANES;
    // Tiles of one or two rows wait for their own sums, so the rows are shared out evenly.
    for (int64_t i = 0, rows; i < m; i += rows) {
      const int64_t tiles = (m - i + ROWS - 1) / ROWS;
      rows = (m - i + tiles - 1) / tiles;
      switch (rows + ROWS * (width / LANES - 1)) {
        TILE(1, 1) TILE(2, 1) TILE(3, 1) TILE(4, 1) TILE(5, 1) TILE(6, 1)
        TILE(1, 2) TILE(2, 2) TILE(3, 2) TILE(4, 2) TILE(5, 2) TILE(6, 2)
      }
    }
  }
#undef TILE
}

/// to[p * to_row + i] = factor · from[i * from_row + p], and 0 for rows ≤ i < to_row.
static void NAME(turn)(int64_t rows, int64_t columns, const REAL *from, int64_t from_row,
                       REAL factor, REAL *to, int64_t to_row) {
  int64_t i = 0;
  for (; i + 4 <= rows; i += 4) {
    const REAL *f = from + i * from_row;
    int64_t p = 0;
    for (; p + 4 <= columns; p += 4) {
      FOUR r[4], s[4];
      EACH(y, 4) r[y] = *(const FOUR *)(f + y * from_row + p) * factor;
      EACH(y, 2) {
        s[y] = __builtin_shufflevector(r[y], r[y + 2], 0, 4, 1, 5);
        s[y + 2] = __builtin_shufflevector(r[y], r[y + 2], 2, 6, 3, 7);
      }
      EACH(y, 2) {
        REAL *t = to + (p + 2 * y) * to_row + i;
        *(FOUR *)t = __builtin_shufflevector(s[2 * y], s[2 * y + 1], 0, 4, 1, 5);
        *(FOUR *)(t + to_row) = __builtin_shufflevector(s[2 * y], s[2 * y + 1], 2, 6, 3, 7);
      }
    }
    for (; p < columns; p++) EACH(y, 4) to[p * to_row + i + y] = f[y * from_row + p] * factor;
  }
  for (int64_t p = 0; p < columns; p++) {
    for (int64_t y = i; y < rows; y++) to[p * to_row + y] = from[y * from_row + p] * factor;
    for (int64_t y = rows; y < to_row; y++) to[p * to_row + y] = 0;
  }
}

/// Rows one behind the other, so that they do not fall into a few sets of the cache, with zeros up
/// to whole vectors.
static void NAME(gather)(int64_t rows, int64_t columns, const REAL *from, int64_t from_row,
                         REAL *to) {
  const int64_t padded = PADDED(columns);
  for (int64_t i = 0; i < rows; i++) {
    for (int64_t p = 0; p < columns; p++) to[i * padded + p] = from[i * from_row + p];
    for (int64_t p = columns; p < padded; p++) to[i * padded + p] = 0;
  }
}

/// The way back, each row times a factor of its own; NULL for 1.
static void NAME(scatter)(int64_t rows, int64_t columns, const REAL *from, const REAL *factors,
                          REAL *to, int64_t to_row) {
  const int64_t padded = PADDED(columns);
  for (int64_t i = 0; i < rows; i++) {
    const REAL factor = factors ? factors[i] : 1;
    for (int64_t p = 0; p < columns; p++) to[i * to_row + p] = from[i * padded + p] * factor;
  }
}

static void NAME(clear)(int64_t count, REAL *to) {
  for (int64_t p = 0; p < count; p++) to[p] = 0;
}

/// The keys that query i sees: causality hides those after it.
INLINE int64_t NAME(seen)(const apus_attention *of, int64_t i) {
  return of->causal ? least(of->keys, i + 1) : of->keys;
}

/// Masks a row of scores; −∞ from what the query does not see to `width`.
static void NAME(mask)(const apus_attention *of, int64_t b, int64_t h, int64_t i, REAL *s,
                       int64_t width) {
  const int64_t seen = NAME(seen)(of, i);
  const apus_attention_mask *mask = &of->mask;
  const int64_t at = b * mask->batch + h * mask->head + i * mask->query;
  switch (mask->kind) {
  case APUS_MASK_NONE: break;
  case APUS_MASK_KEPT: {
    const uint8_t *kept = (const uint8_t *)mask->elements + at;
    for (int64_t j = 0; j < seen; j++) s[j] = kept[j] ? s[j] : -(REAL)INFINITY;
    break;
  }
  case APUS_MASK_ADDED: {
    const REAL *added = (const REAL *)mask->elements + at;
    for (int64_t j = 0; j < seen; j++) s[j] += added[j];
    break;
  }
  }
  for (int64_t j = seen; j < width; j++) s[j] = -(REAL)INFINITY;
}

INLINE REAL NAME(total)(VECTOR lanes) {
  REAL sum = 0;
  EACH(l, LANES) sum += lanes[l];
  return sum;
}

INLINE REAL NAME(dot)(int64_t count, const REAL *x, const REAL *y) {
  VECTOR sums = {0};
  int64_t p = 0;
  for (; p + LANES <= count; p += LANES)
    sums += *(const VECTOR *)(x + p) * *(const VECTOR *)(y + p);
  REAL sum = NAME(total)(sums);
  for (; p < count; p++) sum += x[p] * y[p];
  return sum;
}

/// e^(score − greatest) in place. Gives one over their sum; NaN where the row has one, and 0 where
/// the query sees nothing: then the greatest is +∞, from which every score is infinitely far.
static REAL NAME(exponentials)(REAL *s, int64_t width, REAL *top) {
  VECTOR greatest = {0}, sums = {0};
  greatest -= (REAL)INFINITY;
  for (int64_t j = 0; j < width; j += LANES)
    greatest = __builtin_elementwise_max(greatest, *(const VECTOR *)(s + j));
  REAL m = greatest[0];
  EACH(l, LANES) m = greatest[l] > m ? greatest[l] : m;
  if (m == -(REAL)INFINITY) {
    // The maximum passes over NaN, which with −∞ in all other places comes here too.
    for (int64_t j = 0; j < width; j++)
      if (s[j] != s[j]) return *top = s[j];
    NAME(clear)(width, s);
    *top = (REAL)INFINITY;
    return 0;
  }
  for (int64_t j = 0; j < width; j++) s[j] = EXP(s[j] - m);
  for (int64_t j = 0; j < width; j += LANES) sums += *(const VECTOR *)(s + j);
  *top = m;
  return 1 / NAME(total)(sums);
}

static void NAME(forward_head)(const WORK *w, int64_t unit, REAL *room) {
  const apus_attention *of = w->of;
  const int64_t b = unit / of->heads, h = unit % of->heads, depth = of->depth,
                deep = of->value_depth;
  const int64_t queries = of->queries, keys = of->keys, across = PADDED(keys),
                padded = PADDED(deep);
  const int64_t out_row = of->heads * deep;
  const REAL *q = w->q + b * queries * w->q_row + h * depth;
  REAL *out = w->result + b * queries * out_row + h * deep, *kept = w->kept + 2 * unit * queries;
  REAL *turned = room, *v = turned + depth * across, *scores = v + keys * padded,
       *sums = scores + QUERIES * across;
  NAME(turn)(keys, depth, w->k + b * keys * w->k_row + h * depth, w->k_row, (REAL)of->scale, turned,
             across);
  NAME(gather)(keys, deep, w->v + b * keys * w->v_row + h * deep, w->v_row, v);
  for (int64_t first = 0; first < queries; first += QUERIES) {
    const int64_t rows = least(QUERIES, queries - first), seen = NAME(seen)(of, first + rows - 1);
    const int64_t width = PADDED(seen);
    REAL shares[QUERIES];
    NAME(multiply)(rows, width, depth, q + first * w->q_row, w->q_row, 1, turned, across, scores,
                   across, 0);
    for (int64_t i = 0; i < rows; i++) {
      REAL *s = scores + i * across;
      NAME(mask)(of, b, h, first + i, s, width);
      REAL *row = kept + 2 * (first + i);
      shares[i] = row[1] = NAME(exponentials)(s, width, row);
    }
    NAME(multiply)(rows, padded, seen, scores, across, 1, v, padded, sums, padded, 0);
    NAME(scatter)(rows, deep, sums, shares, out + first * out_row, out_row);
  }
}

static void NAME(backward_head)(const WORK *w, int64_t unit, REAL *room) {
  const apus_attention *of = w->of;
  const int64_t b = unit / of->heads, h = unit % of->heads, depth = of->depth,
                deep = of->value_depth;
  const int64_t queries = of->queries, keys = of->keys, across = PADDED(keys);
  const int64_t d = PADDED(depth), e = PADDED(deep), g_row = of->heads * deep;
  const int64_t at_q = b * queries * w->q_row + h * depth, at_k = b * keys * w->k_row + h * depth;
  const int64_t at_v = b * keys * w->v_row + h * deep, at_g = b * queries * g_row + h * deep;
  const REAL *out = w->out + at_g, *kept = w->kept + 2 * unit * queries, scale = (REAL)of->scale;
  REAL *turned_k = room, *turned_v = turned_k + depth * across, *scores = turned_v + deep * across;
  REAL *slopes = scores + QUERIES * across, *q = slopes + QUERIES * across, *k = q + QUERIES * d;
  REAL *g = k + keys * d, *dq = g + QUERIES * e, *dk = dq + QUERIES * d, *dv = dk + keys * d;
  NAME(turn)(keys, depth, w->k + at_k, w->k_row, scale, turned_k, across);
  NAME(turn)(keys, deep, w->v + at_v, w->v_row, 1, turned_v, across);
  NAME(gather)(keys, depth, w->k + at_k, w->k_row, k);
  NAME(clear)(keys * d, dk);
  NAME(clear)(keys * e, dv);
  for (int64_t first = 0; first < queries; first += QUERIES) {
    const int64_t rows = least(QUERIES, queries - first), seen = NAME(seen)(of, first + rows - 1);
    const int64_t width = PADDED(seen);
    NAME(gather)(rows, depth, w->q + at_q + first * w->q_row, w->q_row, q);
    NAME(gather)(rows, deep, w->g + at_g + first * g_row, g_row, g);
    NAME(multiply)(rows, width, depth, q, d, 1, turned_k, across, scores, across, 0);
    NAME(multiply)(rows, width, deep, g, e, 1, turned_v, across, slopes, across, 0);
    for (int64_t i = 0; i < rows; i++) {
      REAL *s = scores + i * across, *t = slopes + i * across;
      // The product of output and gradient is Σ p dp.
      const REAL top = kept[2 * (first + i)], share = kept[2 * (first + i) + 1];
      const REAL mean = NAME(dot)(deep, g + i * e, out + (first + i) * g_row);
      NAME(mask)(of, b, h, first + i, s, width);
      for (int64_t j = 0; j < width; j++) {
        const REAL p = EXP(s[j] - top) * share;
        s[j] = p;
        t[j] = p * (t[j] - mean) * scale;
      }
    }
    NAME(multiply)(seen, e, rows, scores, 1, across, g, e, dv, e, 1);
    NAME(multiply)(seen, d, rows, slopes, 1, across, q, d, dk, d, 1);
    NAME(multiply)(rows, d, seen, slopes, across, 1, k, d, dq, d, 0);
    NAME(scatter)(rows, depth, dq, NULL, w->dq + at_q + first * w->q_row, w->q_row);
  }
  NAME(scatter)(keys, depth, dk, NULL, w->dk + at_k, w->k_row);
  NAME(scatter)(keys, deep, dv, NULL, w->dv + at_v, w->v_row);
}

/// Bytes that one head needs beside its inputs and outputs.
static size_t NAME(room)(const apus_attention *of, int backward) {
  const int64_t across = PADDED(of->keys), d = PADDED(of->depth), e = PADDED(of->value_depth);
  int64_t count = of->depth * across + QUERIES * across + (of->keys + QUERIES) * e;
  if (backward) count += of->value_depth * across + QUERIES * across + 2 * (of->keys + QUERIES) * d;
  return (size_t)count * sizeof(REAL);
}

static void NAME(forward)(void *context, int64_t begin, int64_t end) {
  const WORK *w = context;
  const size_t bytes = NAME(room)(w->of, 0);
  REAL *room = apus_allocate_or_exit(bytes);
  for (int64_t unit = begin; unit < end; unit++) NAME(forward_head)(w, unit, room);
  apus_deallocate(room, bytes);
}

static void NAME(backward)(void *context, int64_t begin, int64_t end) {
  const WORK *w = context;
  const size_t bytes = NAME(room)(w->of, 1);
  REAL *room = apus_allocate_or_exit(bytes);
  for (int64_t unit = begin; unit < end; unit++) NAME(backward_head)(w, unit, room);
  apus_deallocate(room, bytes);
}

static const KERNELS NAME(kernels) = {NAME(forward), NAME(backward)};

#undef VECTOR
#undef FOUR
#undef PADDED
