// One thread's matrix product. gemm.c includes this once for each element type and instruction set,
// with the type's names (see there), LANES (elements of a vector) and NAME (mangles) defined.

typedef REAL NAME(vector) __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL))));
typedef INTEGER NAME(integers)
    __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL))));

#define VECTOR NAME(vector)
#define INTEGERS NAME(integers)
#define ROWS APUS_GEMM_ROWS
#define DEPTH APUS_GEMM_DEPTH
#define EACH(i, count) _Pragma("clang loop unroll(full)") for (int i = 0; i < (count); i++)

static void NAME(activate)(REAL *values, int64_t count, apus_activation activation) {
  switch (activation) {
  case APUS_ACTIVATION_NONE: break;
  case APUS_ACTIVATION_RELU: for (int64_t j = 0; j < count; j++) values[j] = RELU(values[j]); break;
  case APUS_ACTIVATION_TANH: for (int64_t j = 0; j < count; j++) values[j] = TANH(values[j]); break;
  case APUS_ACTIVATION_SIGMOID:
    for (int64_t j = 0; j < count; j++) values[j] = SIGMOID(values[j]);
    break;
  }
}

/// C[rows, vectors · LANES] (+)= A · B. Element (i, p) of A lies at a[i * a_step + p] if A is
/// contiguous along its rows, else at a[i + p * a_step]; row p of B at b + p * b_row. The first
/// three are constants wherever this is inlined, so that the sums live in registers. What lies
/// `ahead` of A is fetched in time for a later tile.
INLINE void NAME(tile)(const int rows, const int vectors, const int by_rows, int64_t depth,
                       const REAL *a, int64_t a_step, int64_t ahead, const REAL *b, int64_t b_row,
                       REAL *c, int64_t ldc, const FINISH *finish) {
  VECTOR sum[ROWS][COLUMNS / LANES];
  EACH(i, rows) {
    __builtin_prefetch(c + i * ldc, 1);
    EACH(j, vectors) sum[i][j] = (VECTOR){0};
  }
  const int64_t lower = by_rows ? 3 * a_step : 3;
#define STEP(q)                                                                                    \
  {                                                                                                \
    VECTOR x[COLUMNS / LANES];                                                                     \
    EACH(j, vectors) x[j] = *(const VECTOR *)(b + j * LANES);                                      \
    EACH(i, rows) {                                                                                \
      const REAL *three = i < 3 ? a : low;                                                         \
      EACH(j, vectors) sum[i][j] += (by_rows ? three[i % 3 * a_step + q] : a[i]) * x[j];           \
    }                                                                                              \
    b += b_row;                                                                                    \
    if (!by_rows) a += a_step;                                                                     \
  }
  int64_t p = 0;
  for (; p + 4 <= depth; p += 4) {
    if (!by_rows) EACH(q, 4) __builtin_prefetch(a + ahead + q * a_step, 0, 2);
    else if (p % 16 == 0) EACH(i, rows) __builtin_prefetch(a + ahead + i * a_step);
    // Opaque, or the compiler keeps a pointer for each row and spills them.
    const REAL *low = a + lower;
    __asm__("" : "+r"(a), "+r"(low));
    STEP(0) STEP(1) STEP(2) STEP(3)
    if (by_rows) a += 4;
  }
  for (; p < depth; p++) {
    const REAL *low = a + lower;
    STEP(0)
    if (by_rows) a += 1;
  }
#undef STEP
  if (finish->load)
    EACH(i, rows) EACH(j, vectors) sum[i][j] += *(const VECTOR *)(c + i * ldc + j * LANES);
  if (finish->bias)
    EACH(i, rows) EACH(j, vectors) sum[i][j] += *(const VECTOR *)(finish->bias + j * LANES);
  if (finish->activation == APUS_ACTIVATION_RELU)
    EACH(i, rows)
    EACH(j, vectors) sum[i][j] = (VECTOR)((INTEGERS)sum[i][j] & ~(INTEGERS)(sum[i][j] < 0));
  EACH(i, rows) EACH(j, vectors) *(VECTOR *)(c + i * ldc + j * LANES) = sum[i][j];
  if (finish->activation > APUS_ACTIVATION_RELU)
    EACH(i, rows) NAME(activate)(c + i * ldc, vectors * LANES, finish->activation);
}

typedef void (*NAME(tile_function))(int64_t, const REAL *, int64_t, int64_t, const REAL *, int64_t,
                                    REAL *, int64_t, const FINISH *);

#define TILE(name, rows, vectors, by_rows)                                                         \
  static void NAME(name##_##rows)(int64_t depth, const REAL *a, int64_t a_step, int64_t ahead,     \
                                  const REAL *b, int64_t b_row, REAL *c, int64_t ldc,              \
                                  const FINISH *finish) {                                          \
    NAME(tile)(rows, vectors, by_rows, depth, a, a_step, ahead, b, b_row, c, ldc, finish);         \
  }
#define TILES(name, vectors, by_rows)                                                              \
  TILE(name, 1, vectors, by_rows)                                                                  \
  TILE(name, 2, vectors, by_rows) TILE(name, 3, vectors, by_rows) TILE(name, 4, vectors, by_rows)  \
      TILE(name, 5, vectors, by_rows)                                                              \
          TILE(name, 6, vectors, by_rows) static const NAME(tile_function)                         \
              NAME(name)[ROWS] = {NAME(name##_1), NAME(name##_2), NAME(name##_3),                  \
                                  NAME(name##_4), NAME(name##_5), NAME(name##_6)};
TILES(full_rows, COLUMNS / LANES, 1)
TILES(half_rows, COLUMNS / LANES / 2, 1)
TILES(full_inner, COLUMNS / LANES, 0)
TILES(half_inner, COLUMNS / LANES / 2, 0)
#undef TILE
#undef TILES

/// A block of A as tiles read it.
typedef struct {
  const REAL *data;
  int by_rows;
  // between rows or inner indices; between panels, 0 without panels; see the tile
  int64_t step, panel, ahead;
} NAME(left);

/// Lines of memory that are wanted soon: `count` of them, `step` elements apart.
typedef struct {
  const REAL *first;
  int64_t step, count;
} NAME(soon);

/// All rows of a block of A times one panel of B of `width` columns. Between tiles it fetches what
/// is wanted `soon`.
static void NAME(panel)(int64_t rows, int64_t width, int64_t depth, const NAME(left) * a,
                        const REAL *b, int64_t b_row, REAL *c, int64_t ldc, FINISH finish,
                        NAME(soon) soon) {
  const int64_t room = width <= COLUMNS / 2 ? COLUMNS / 2 : COLUMNS;
  const NAME(tile_function) *tiles = room == COLUMNS
                                         ? a->by_rows ? NAME(full_rows) : NAME(full_inner)
                                     : a->by_rows ? NAME(half_rows)
                                                  : NAME(half_inner);
  // An incomplete panel is computed into a complete tile beside C and copied from there.
  const int narrow = width < room;
  REAL edge[ROWS * COLUMNS], edge_bias[COLUMNS] = {0};
  if (narrow && finish.bias) {
    for (int64_t j = 0; j < width; j++) edge_bias[j] = finish.bias[j];
    finish.bias = edge_bias;
  }
  const int64_t share = soon.count * ROWS / rows + 1;
  for (int64_t i = 0, step; i < rows; i += step) {
    step = rows - i < ROWS ? rows - i : ROWS;
    for (int64_t q = 0; q < share && soon.count > 0; q++, soon.count--, soon.first += soon.step)
      __builtin_prefetch(soon.first);
    // Tiles of one to three rows wait for their own sums: 4 + 4 rows are quicker than 6 + 2. Panels
    // fix the rows.
    if (!a->panel && rows - i > ROWS && rows - i < ROWS + 4) step = (rows - i + 1) / 2;
    const REAL *from = a->data + (a->panel ? i / ROWS * a->panel : a->by_rows ? i * a->step : i);
    REAL *to = c + i * ldc;
    if (!narrow) {
      tiles[step - 1](depth, from, a->step, a->ahead, b, b_row, to, ldc, &finish);
      continue;
    }
    if (finish.load)
      for (int64_t y = 0; y < step; y++)
        for (int64_t j = 0; j < room; j++) edge[y * COLUMNS + j] = j < width ? to[y * ldc + j] : 0;
    tiles[step - 1](depth, from, a->step, a->ahead, b, b_row, edge, COLUMNS, &finish);
    for (int64_t y = 0; y < step; y++)
      for (int64_t j = 0; j < width; j++) to[y * ldc + j] = edge[y * COLUMNS + j];
  }
}

#if LANES == 8
/// to[p * to_row + j] = from[j * from_row + p] for 8 × 8 elements.
INLINE void NAME(transpose)(const REAL *from, int64_t from_row, REAL *to, int64_t to_row) {
  typedef REAL four __attribute__((vector_size(4 * sizeof(REAL)), aligned(sizeof(REAL))));
  EACH(half, 2) {
    // Rows i and i + 4 side by side: the four-by-four transposes in both halves of a register then
    // complete it.
    VECTOR r[4], s[4];
    EACH(i, 4) {
      const REAL *row = from + i * from_row + half * 4;
      r[i] = __builtin_shufflevector(*(const four *)row, *(const four *)(row + 4 * from_row), 0, 1,
                                     2, 3, 4, 5, 6, 7);
    }
    EACH(i, 2) {
      s[i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
      s[i + 2] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    EACH(i, 2) {
      REAL *row = to + (half * 4 + i * 2) * to_row;
      *(VECTOR *)row = __builtin_shufflevector(s[2 * i], s[2 * i + 1], 0, 1, 8, 9, 4, 5, 12, 13);
      *(VECTOR *)(row + to_row) =
          __builtin_shufflevector(s[2 * i], s[2 * i + 1], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
}
#endif

/// Lays out one panel of B from a matrix in memory.
static void NAME(pack_b)(const OPERAND *b, int64_t first, int64_t width, int64_t k0, int64_t kc,
                         REAL *panel) {
  if (b->pack) return b->pack(b->context, first, width, k0, kc, panel);
  const REAL *from = b->data + k0 * b->row + first * b->column;
  const int64_t row = b->row, column = b->column;
  if (width < COLUMNS) {
    for (int64_t p = 0; p < kc; p++) {
      for (int64_t j = 0; j < width; j++) panel[p * COLUMNS + j] = from[p * row + j * column];
      for (int64_t j = width; j < COLUMNS; j++) panel[p * COLUMNS + j] = 0;
    }
  } else if (column == 1) {
    for (int64_t p = 0; p < kc; p++)
      __builtin_memcpy(panel + p * COLUMNS, from + p * row, COLUMNS * sizeof(REAL));
  } else {
    int64_t p = 0;
#if LANES == 8
    for (; p + LANES <= kc; p += LANES)
      for (int64_t j = 0; j < COLUMNS; j += LANES)
        NAME(transpose)(from + j * column + p, column, panel + p * COLUMNS + j, COLUMNS);
#endif
    for (; p < kc; p++)
      EACH(j, COLUMNS) panel[p * COLUMNS + j] = from[p * row + j * column];
  }
}

/// Lays out `count` columns of a matrix in memory for the whole team, in panels `stride` apart,
/// each over all of k.
static void NAME(pack_panels_b)(const OPERAND *b, int64_t first, int64_t count, int64_t k,
                                REAL *panels, int64_t stride) {
  // A few source rows at a time, so that they are read along their lines.
  const int64_t rows = b->column == 1 ? 8 : k;
  for (int64_t p0 = 0; p0 < k; p0 += rows)
    for (int64_t j = 0; j < count; j += COLUMNS)
      NAME(pack_b)(b, first + j, count - j < COLUMNS ? count - j : COLUMNS, p0,
                   k - p0 < rows ? k - p0 : rows, panels + j / COLUMNS * stride + p0 * COLUMNS);
}

/// Lays out a block of A whose columns are contiguous in memory, in panels of ROWS rows.
static void NAME(pack_panels_a)(const REAL *from, int64_t row, int64_t count, int64_t kc,
                                REAL *block) {
  // A few source rows at a time, so that they are read along their lines, and the next ones
  // fetched: their lines lie in none of the near caches. Two elements too many are quicker to copy
  // than six, and overwritten by the next row's.
  enum { TOGETHER = 4, AHEAD = 8, COPIED = ROWS + 2 };
  for (int64_t p0 = 0; p0 < kc; p0 += TOGETHER) {
    const int64_t p1 = p0 + TOGETHER < kc ? p0 + TOGETHER : kc;
    int64_t i = 0;
    REAL *panel = block;
    for (; i + COPIED <= count && p1 - p0 == TOGETHER; i += ROWS, panel += ROWS * kc)
      EACH(q, TOGETHER) {
        const REAL *six = from + (p0 + q) * row + i;
        __builtin_prefetch(six + AHEAD * row);
        __builtin_memcpy(panel + (p0 + q) * ROWS, six,
                         (q + 1 < TOGETHER ? COPIED : ROWS) * sizeof(REAL));
      }
    for (; i < count; i += ROWS, panel += ROWS * kc)
      for (int64_t p = p0; p < p1; p++)
        for (int64_t r = 0; r < ROWS && i + r < count; r++)
          panel[p * ROWS + r] = from[p * row + i + r];
  }
}

/// Lays out a block of A: contiguous rows as rows, contiguous columns as panels of ROWS rows.
static void NAME(pack_a)(const OPERAND *a, int64_t first, int64_t count, int64_t k0, int64_t kc,
                         REAL *block) {
  if (a->pack) return a->pack(a->context, first, count, k0, kc, block);
  const REAL *from = a->data + first * a->row + k0 * a->column;
  if (a->column != 1) return NAME(pack_panels_a)(from, a->column, count, kc, block);
  for (int64_t i = 0; i < count; i++)
    __builtin_memcpy(block + i * kc, from + i * a->row, (size_t)kc * sizeof(REAL));
}

/// C[m0 ..< m1, n0 ..< n1] (+)= A · B over inner indices k0 ..< k1.
static void NAME(block)(const OPERAND *a, const OPERAND *b, int64_t m0, int64_t m1, int64_t n0,
                        int64_t n1, int64_t k0, int64_t k1, REAL *c, int64_t ldc, FINISH finish) {
  const int64_t m = m1 - m0, n = n1 - n0, k = k1 - k0;
  const int inner_major = a->pack ? a->inner_major : a->column != 1;
  // For few columns, laying A out by panels costs more than it gains; small blocks then keep its
  // lines in L1.
  const int lined = !a->pack && inner_major && n <= FEW_COLUMNS;
  const int gains = inner_major ? !lined && m > ROWS
                                : n > 8 * COLUMNS && collides(a->row * (int64_t)sizeof(REAL), m);
  const int copy_a = a->pack || gains;
  const int copy_b = !b->panel && (b->pack || b->column != 1 || m > DIRECT_ROWS);
  // Equal parts of whole vectors, so that none is a sliver. An empty sum still passes once, to
  // store zeros.
  const int64_t deepest = !lined ? DEPTH : n <= COLUMNS ? 2 * LINED_DEPTH : LINED_DEPTH;
  const int64_t depths = k <= deepest ? 1 : (k + deepest - 1) / deepest;
  const int64_t kc = k <= deepest ? k : ((k + depths - 1) / depths + 7) / 8 * 8;
  const int64_t fitting = BLOCK_ELEMENTS / (kc > 64 ? kc : 64) / ROWS * ROWS;
  const int64_t most = lined ? LINED_ROWS : copy_a || n > COLUMNS ? fitting : m;
  const int64_t blocks = m <= most ? 1 : (m + most - 1) / most;
  const int64_t mc = blocks == 1 ? m : ((m + blocks - 1) / blocks + ROWS - 1) / ROWS * ROWS;
  const int64_t nc = blocks == 1 || n < WIDTH ? n : WIDTH;
  // Used by one block of A only, a panel of B need not outlive its use and stays in L1.
  const int keep_b = copy_b && blocks > 1;
  const size_t a_bytes = (size_t)((mc + ROWS) * kc) * sizeof(REAL);
  const size_t b_bytes = (size_t)((nc + COLUMNS) * kc) * sizeof(REAL);
  _Alignas(64) REAL panel[DEPTH * COLUMNS];
  REAL *a_block = copy_a ? apus_allocate_or_exit(a_bytes) : NULL;
  REAL *b_block = keep_b ? apus_allocate_or_exit(b_bytes) : NULL;

  for (int64_t jc = n0; jc < n1; jc += nc) {
    const int64_t j1 = jc + nc < n1 ? jc + nc : n1;
    for (int64_t pc = k0, depth = 0; depth < depths; depth++, pc += kc) {
      const int64_t inner = pc + kc < k1 ? kc : k1 - pc;
      const int last = depth == depths - 1;
      for (int64_t ic = m0; ic < m1; ic += mc) {
        const int64_t rows = ic + mc < m1 ? mc : m1 - ic;
        NAME(left)
        left = {a_block, !inner_major, inner_major ? ROWS : inner, inner_major ? ROWS * inner : 0,
                0};
        if (copy_a) {
          NAME(pack_a)(a, ic, rows, pc, inner, a_block);
        } else {
          left.data = a->data + ic * a->row + pc * a->column;
          left.step = inner_major ? a->column : a->row;
          left.panel = 0;
        }
        // The next tile's A; or, where tiles share lines, the same tile's a block deeper.
        left.ahead = left.panel     ? left.panel
                     : !inner_major ? ROWS * left.step
                     : last         ? 0
                                    : inner * left.step;
        for (int64_t j = jc; j < j1; j += COLUMNS) {
          const int64_t width = j + COLUMNS < j1 ? COLUMNS : j1 - j;
          const FINISH step = {finish.load || depth > 0,
                               last && finish.bias ? finish.bias + j : NULL,
                               last ? finish.activation : APUS_ACTIVATION_NONE};
          const int direct = b->panel || (!copy_b && (width == COLUMNS || width == COLUMNS / 2));
          const int lays_out = !keep_b || ic == m0;
          const REAL *lies = b->panel ? b->data + j / COLUMNS * b->panel + pc * COLUMNS
                                      : b->data + pc * b->row + j;
          REAL *copy = keep_b ? b_block + (j - jc) * inner : panel;
          if (!direct && lays_out) NAME(pack_b)(b, j, width, pc, inner, copy);
          // The lines of the next panel, another task's perhaps, lie a row apart: the processor
          // does not foresee them.
          const int foresees = !direct && lays_out && !b->pack && b->column == 1;
          const NAME(soon) soon = {foresees ? b->data + pc * b->row + j + COLUMNS : NULL, b->row,
                                   foresees ? inner : 0};
          NAME(panel)(rows, width, inner, &left, direct ? lies : copy,
                      direct && !b->panel ? b->row : COLUMNS, c + ic * ldc + j, ldc, step, soon);
        }
      }
    }
  }
  if (a_block) apus_deallocate(a_block, a_bytes);
  if (b_block) apus_deallocate(b_block, b_bytes);
}

/// A small product of matrices in memory, B by rows, without any of the above.
static void NAME(small)(const OPERAND *a, const OPERAND *b, int64_t m, int64_t n, int64_t k,
                        REAL *c, int64_t ldc, FINISH finish) {
  const int by_rows = a->column == 1;
  const NAME(left) left = {a->data, by_rows, by_rows ? a->row : a->column, 0, 0};
  REAL edge[SMALL_DEPTH * COLUMNS];
  const REAL *bias = finish.bias;
  for (int64_t j = 0; j < n; j += COLUMNS) {
    const int64_t width = n - j < COLUMNS ? n - j : COLUMNS;
    const int direct = width == COLUMNS || width == COLUMNS / 2;
    if (!direct) NAME(pack_b)(b, j, width, 0, k, edge);
    if (bias) finish.bias = bias + j;
    const NAME(soon) none = {NULL, 0, 0};
    NAME(panel)(m, width, k, &left, direct ? b->data + j : edge, direct ? b->row : COLUMNS, c + j,
                ldc, finish, none);
  }
}

/// y[j] (+)= Σ x[p] M[p, j] for columns j0 ..< j1, M read along its rows, a few of them at a time.
static void NAME(combine_rows)(int64_t depth, const REAL *x, const REAL *matrix, int64_t row,
                               int64_t j0, int64_t j1, REAL *y, int load) {
  enum { TOGETHER = 8 };
  if (!load) __builtin_memset(y + j0, 0, (size_t)(j1 - j0) * sizeof(REAL));
  int64_t p = 0;
  for (; p + TOGETHER <= depth; p += TOGETHER) {
    const REAL *m = matrix + p * row;
    int64_t j = j0;
    for (; j + 2 * LANES <= j1; j += 2 * LANES) {
      VECTOR s = *(VECTOR *)(y + j), t = *(VECTOR *)(y + j + LANES);
      EACH(i, TOGETHER) {
        s += x[p + i] * *(const VECTOR *)(m + i * row + j);
        t += x[p + i] * *(const VECTOR *)(m + i * row + j + LANES);
      }
      *(VECTOR *)(y + j) = s;
      *(VECTOR *)(y + j + LANES) = t;
    }
    for (; j + LANES <= j1; j += LANES) {
      VECTOR s = *(VECTOR *)(y + j);
      EACH(i, TOGETHER) s += x[p + i] * *(const VECTOR *)(m + i * row + j);
      *(VECTOR *)(y + j) = s;
    }
    for (; j < j1; j++) EACH(i, TOGETHER) y[j] += x[p + i] * m[i * row + j];
  }
  for (; p < depth; p++)
    for (int64_t j = j0; j < j1; j++) y[j] += x[p] * matrix[p * row + j];
}

/// y[i] (+)= Σ M[i, p] x[p] for rows i0 ..< i1.
static void NAME(dot_rows)(int64_t depth, const REAL *x, const REAL *matrix, int64_t row,
                           int64_t i0, int64_t i1, REAL *y, int load) {
  enum { TOGETHER = 4 };
  for (int64_t i = i0; i < i1; i += TOGETHER) {
    const int64_t count = i1 - i < TOGETHER ? i1 - i : TOGETHER;
    // Rows that are not there are computed as the last one again and dropped.
    const REAL *m[TOGETHER];
    VECTOR sum[TOGETHER][2];
    REAL total[TOGETHER];
    EACH(r, TOGETHER) {
      m[r] = matrix + (i + (r < count ? r : count - 1)) * row;
      sum[r][0] = sum[r][1] = (VECTOR){0};
    }
    int64_t p = 0;
    for (; p + 2 * LANES <= depth; p += 2 * LANES)
      EACH(r, TOGETHER) EACH(v, 2)
        sum[r][v] += *(const VECTOR *)(x + p + v * LANES) * *(const VECTOR *)(m[r] + p + v * LANES);
    EACH(r, TOGETHER) {
      VECTOR s = sum[r][0] + sum[r][1];
      total[r] = 0;
      EACH(l, LANES) total[r] += s[l];
    }
    for (; p < depth; p++) EACH(r, TOGETHER) total[r] += x[p] * m[r][p];
    for (int64_t r = 0; r < count; r++) y[i + r] = load ? y[i + r] + total[r] : total[r];
  }
}

static const KERNELS NAME(kernels) = {NAME(block),        NAME(pack_panels_b), NAME(small),
                                       NAME(combine_rows), NAME(dot_rows),      NAME(activate)};

#undef VECTOR
#undef INTEGERS
#undef ROWS
#undef DEPTH
#undef EACH
