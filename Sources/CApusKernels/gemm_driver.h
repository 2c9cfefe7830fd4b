// From a call to the work of each thread. gemm.c includes this once for each element type, with the
// type's names and TYPED (mangles) defined.

static const KERNELS *TYPED(chosen);

typedef struct {
  int64_t m, n, k, ldc;
  const OPERAND *a, *b;
  REAL *c, *partial;  // partial: sums of all parts of k but the first, each m × n
  FINISH finish;
  parts parts;
} TYPED(work);

static void TYPED(run_parts)(void *context, int64_t begin, int64_t end) {
  const TYPED(work) *w = context;
  const parts *of = &w->parts;
  for (int64_t t = begin; t < end; t++) {
    const int64_t j = t % of->n, i = t / of->n % of->m, p = t / of->n / of->m;
    const FINISH whole = w->finish, raw = {p == 0 && whole.load, NULL, APUS_ACTIVATION_NONE};
    TYPED(chosen)->block(w->a, w->b, cut(w->m, APUS_GEMM_ROWS, i, of->m),
                         cut(w->m, APUS_GEMM_ROWS, i + 1, of->m), cut(w->n, COLUMNS, j, of->n),
                         cut(w->n, COLUMNS, j + 1, of->n), cut(w->k, DEPTH_UNIT, p, of->k),
                         cut(w->k, DEPTH_UNIT, p + 1, of->k),
                         p == 0 ? w->c : w->partial + (p - 1) * w->m * w->n, p == 0 ? w->ldc : w->n,
                         of->k == 1 ? whole : raw);
  }
}

/// Adds `count` values of bias, `step` apart, and applies the activation.
static void TYPED(finish_row)(REAL *c, int64_t count, const REAL *bias, int64_t step,
                              apus_activation activation) {
  if (bias)
    for (int64_t j = 0; j < count; j++) c[j] += bias[j * step];
  TYPED(chosen)->activate(c, count, activation);
}

static void TYPED(add_parts)(void *context, int64_t begin, int64_t end) {
  const TYPED(work) *w = context;
  for (int64_t i = begin; i < end; i++) {
    REAL *c = w->c + i * w->ldc;
    for (int64_t p = 1; p < w->parts.k; p++) {
      const REAL *partial = w->partial + ((p - 1) * w->m + i) * w->n;
      for (int64_t j = 0; j < w->n; j++) c[j] += partial[j];
    }
    TYPED(finish_row)(c, w->n, w->finish.bias, 1, w->finish.activation);
  }
}

/// Where the second operand of a product lies once it is laid out.
typedef struct {
  const TYPED(work) *product;
  int64_t stride;
  REAL *panels;
} TYPED(layout);

static void TYPED(lay_out)(void *context, int64_t begin, int64_t end) {
  const TYPED(layout) *w = context;
  const TYPED(work) *of = w->product;
  const int64_t first = begin * COLUMNS, last = end * COLUMNS;
  TYPED(chosen)->pack_panels_b(of->b, first, (last < of->n ? last : of->n) - first, of->k,
                               w->panels + begin * w->stride, w->stride);
}

/// B is laid out once by the whole team; C then divides at no cost, and threads balance.
static void TYPED(run_tiles)(TYPED(work) *w) {
  const int64_t count = ceiling(w->n, COLUMNS);
  // A line more than a panel needs: at distances of whole pages, all panels would fall into the
  // same sets of the caches.
  const int64_t stride = COLUMNS * w->k + 64 / (int64_t)sizeof(REAL);
  const size_t bytes = (size_t)(count * stride) * sizeof(REAL);
  REAL *panels = apus_allocate_or_exit(bytes);
  TYPED(layout) layout = {w, stride, panels};
  apus_parallel(count, PASS_ELEMENTS / (COLUMNS * w->k) + 1, TYPED(lay_out), &layout);
  const OPERAND b = {.data = panels, .panel = stride};
  TYPED(work) tiles = *w;
  tiles.b = &b;
  tiles.parts = (parts){ceiling(w->m, TILE_ROWS), ceiling(w->n, TILE_COLUMNS), 1};
  apus_parallel(tiles.parts.m * tiles.parts.n, 1, TYPED(run_parts), &tiles);
  apus_deallocate(panels, bytes);
}

/// Whether C has tiles enough for threads to balance, and laying B out costs little beside them. A
/// transposed A is laid out too; the caches hold it better where each thread lays out the blocks
/// that it uses.
static int TYPED(divides)(const TYPED(work) *w) {
  return w->a->column == 1 && w->m >= 8 * TILE_ROWS &&
         !collides(w->a->row * (int64_t)sizeof(REAL), w->m) &&
         w->m * w->n >= 4 * SMALL_PRODUCT / 16 && w->n * w->k <= LAID_OUT_ELEMENTS &&
         w->n >= FEW_COLUMNS;
}

static void TYPED(run_blocks)(int team, TYPED(work) *w) {
  const parts one = {1, 1, 1};
  const double copy_a = w->a->pack || w->a->column != 1 ? 0.5 : 0.1,
               copy_b = w->b->column == 1 ? 0.4 : 0.7;
  w->parts = team == 1 ? one : plan(w->m, w->n, w->k, COLUMNS, team, copy_a, copy_b);
  if (team > 1 && !w->a->pack && !w->b->pack && w->parts.k == 1 && TYPED(divides)(w))
    return TYPED(run_tiles)(w);
  // Where A is read as it lies and stays in the cache, columns divide further at no cost, and
  // threads may balance.
  const int64_t depth = w->k < APUS_GEMM_DEPTH ? w->k : APUS_GEMM_DEPTH,
                columns = ceiling(w->n, 2 * COLUMNS);
  const int stays = !w->a->pack && w->a->column == 1 && w->m * depth <= BLOCK_ELEMENTS &&
                    !collides(w->a->row * (int64_t)sizeof(REAL), w->m);
  if (stays && w->parts.m == 1 && w->parts.n > 1 && w->parts.k == 1 && columns >= 4 * team)
    w->parts.n = columns;
  const int64_t tasks = w->parts.m * w->parts.n * w->parts.k;
  if (w->parts.k == 1)
    return tasks == 1 ? TYPED(run_parts)(w, 0, 1) : apus_parallel(tasks, 1, TYPED(run_parts), w);
  const size_t bytes = (size_t)((w->parts.k - 1) * w->m * w->n) * sizeof(REAL);
  w->partial = apus_allocate_or_exit(bytes);
  apus_parallel(tasks, 1, TYPED(run_parts), w);
  apus_parallel(w->m, PASS_ELEMENTS / (w->n * w->parts.k) + 1, TYPED(add_parts), w);
  apus_deallocate(w->partial, bytes);
}

/// A product with one row or one column: bound by reading the matrix, which is therefore read once,
/// where it lies.
typedef struct {
  int64_t depth, row, count, bias_step;
  const REAL *x, *matrix;
  REAL *y;
  FINISH finish;
  int dots;
} TYPED(vector_work);

static void TYPED(run_vector)(void *context, int64_t begin, int64_t end) {
  const TYPED(vector_work) *w = context;
  const int64_t first = begin * VECTOR_UNIT,
                last = end * VECTOR_UNIT < w->count ? end * VECTOR_UNIT : w->count;
  (w->dots ? TYPED(chosen)->dot_rows : TYPED(chosen)->combine_rows)(
      w->depth, w->x, w->matrix, w->row, first, last, w->y, w->finish.load);
  const REAL *bias = w->finish.bias ? w->finish.bias + first * w->bias_step : NULL;
  TYPED(finish_row)(w->y + first, last - first, bias, w->bias_step, w->finish.activation);
}

static void TYPED(vector_product)(int team, TYPED(vector_work) *w, int64_t x_step) {
  REAL few[256], *gathered = NULL;
  const size_t bytes = (size_t)w->depth * sizeof(REAL);
  if (x_step != 1) {
    gathered = bytes <= sizeof few ? few : apus_allocate_or_exit(bytes);
    for (int64_t p = 0; p < w->depth; p++) gathered[p] = w->x[p * x_step];
    w->x = gathered;
  }
  const int64_t units = (w->count + VECTOR_UNIT - 1) / VECTOR_UNIT;
  if (team == 1) TYPED(run_vector)(w, 0, units);
  else
    apus_parallel(units, VECTOR_ELEMENTS / (w->depth * VECTOR_UNIT + 1) + 1, TYPED(run_vector), w);
  if (gathered && gathered != few) apus_deallocate(gathered, bytes);
}

static void TYPED(product)(int team, int64_t m, int64_t n, int64_t k, const OPERAND *a,
                           const OPERAND *b, REAL *c, int64_t ldc, FINISH finish) {
  if (m <= 0 || n <= 0) return;
  if (m == 1 && !a->pack && !b->pack) {
    TYPED(vector_work)
    w = {k, b->column == 1 ? b->row : b->column, n, 1, a->data, b->data, c, finish, b->column != 1};
    return TYPED(vector_product)(team, &w, a->column);
  }
  if (n == 1 && ldc == 1 && !a->pack && !b->pack) {
    TYPED(vector_work)
    w = {k, a->column == 1 ? a->row : a->column, m, 0, b->data, a->data, c, finish, a->column == 1};
    return TYPED(vector_product)(team, &w, b->row);
  }
  if (m <= DIRECT_ROWS && k <= SMALL_DEPTH && n <= FEW_COLUMNS && !a->pack && !b->pack &&
      b->column == 1)
    return TYPED(chosen)->small(a, b, m, n, k, c, ldc, finish);
  if (WIDE_PRODUCT(m, n, k, a, b, c, ldc, finish)) return;
  TYPED(work) w = {m, n, k, ldc, a, b, c, NULL, finish, {1, 1, 1}};
  if (m * n * k <= SMALL_PRODUCT) TYPED(run_parts)(&w, 0, 1);
  else TYPED(run_blocks)(team, &w);
}

static OPERAND TYPED(plain)(const REAL *data, int64_t leading, int transposed) {
  const OPERAND plain = {.data = data, .row = leading, .column = 1};
  const OPERAND turned = {.data = data, .row = 1, .column = leading};
  return transposed ? turned : plain;
}

typedef struct {
  int64_t m, n, k, ldc, stride_a, stride_b, stride_c;
  OPERAND a, b;
  REAL *c;
} TYPED(batch_work);

static void TYPED(run_products)(int team, const TYPED(batch_work) *w, int64_t begin, int64_t end) {
  const FINISH plain = {0, NULL, APUS_ACTIVATION_NONE};
  for (int64_t i = begin; i < end; i++) {
    OPERAND a = w->a, b = w->b;
    a.data += i * w->stride_a;
    b.data += i * w->stride_b;
    TYPED(product)(team, w->m, w->n, w->k, &a, &b, w->c + i * w->stride_c, w->ldc, plain);
  }
}

static void TYPED(run_batch)(void *context, int64_t begin, int64_t end) {
  TYPED(run_products)(1, context, begin, end);
}

static void TYPED(batch)(int64_t batch, TYPED(batch_work) *w) {
  if (batch <= 0 || w->m <= 0 || w->n <= 0) return;
  // One B for consecutive rows of A and C: a single tall product.
  if (w->stride_b == 0 && w->a.column == 1 && w->stride_a == w->m * w->a.row &&
      w->stride_c == w->m * w->ldc) {
    w->m *= batch;
    batch = 1;
  }
  const int team = apus_thread_count();
  const int64_t work = w->m * w->n * w->k + 64;
  const int even = batch % team == 0 || batch >= 4 * team || work < BATCH_PRODUCT;
  if (team > 1 && (batch < 2 || !even)) return TYPED(run_products)(team, w, 0, batch);
  apus_parallel(batch, SMALL_PRODUCT / work + 1, TYPED(run_batch), w);
}
