// The kernels for one element type: included by sorting.c once for each.

typedef struct {
  T key;
  int32_t place;
} NAME(entry);

static inline int NAME(less)(T a, T b) { return a < b || (IS_NAN(b) && !IS_NAN(a)); }

static inline int NAME(before)(T a, T b, int descending) {
  return descending ? NAME(less)(b, a) : NAME(less)(a, b);
}

// Runs of eight by insertion, then merged pairwise from one buffer into the other; gives the buffer
// that holds the result. An entry only overtakes another where it is strictly before it: the order
// of equals stays.
static NAME(entry) *
    NAME(sort_line)(NAME(entry) * from, NAME(entry) * to, int64_t n, int descending) {
  for (int64_t start = 0; start < n; start += RUN) {
    int64_t end = start + RUN < n ? start + RUN : n;
    for (int64_t i = start + 1; i < end; i++) {
      NAME(entry) moved = from[i];
      int64_t j = i;
      for (; j > start && NAME(before)(moved.key, from[j - 1].key, descending); j--)
        from[j] = from[j - 1];
      from[j] = moved;
    }
  }
  for (int64_t width = RUN; width < n; width *= 2) {
    for (int64_t start = 0; start < n; start += 2 * width) {
      int64_t middle = start + width < n ? start + width : n,
              end = middle + width < n ? middle + width : n;
      int64_t left = start, right = middle;
      for (int64_t place = start; place < end; place++) {
        int takes_right =
            left == middle ||
            (right < end && NAME(before)(from[right].key, from[left].key, descending));
        to[place] = takes_right ? from[right++] : from[left++];
      }
    }
    NAME(entry) *swapped = from;
    from = to;
    to = swapped;
  }
  return from;
}

// The first k alone: a short sorted list that later entries must beat to get in.
static void NAME(select_line)(
    NAME(entry) * best, int64_t k, const T *x, int64_t stride, int64_t n, int descending) {
  int64_t filled = 0;
  for (int64_t j = 0; j < n; j++) {
    NAME(entry) next = {x[j * stride], (int32_t)j};
    if (filled == k && !NAME(before)(next.key, best[k - 1].key, descending)) continue;
    int64_t place = filled < k ? filled++ : k - 1;
    for (; place > 0 && NAME(before)(next.key, best[place - 1].key, descending); place--)
      best[place] = best[place - 1];
    best[place] = next;
  }
}

static void NAME(sort_lines)(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t n = w->count, inner = w->inner, k = w->k;
  const int few = k <= FEW && k < n;
  NAME(entry) list[FEW];
  size_t bytes = few ? 0 : 2 * (size_t)n * sizeof(NAME(entry));
  NAME(entry) *entries = few ? list : apus_allocate_or_exit(bytes);
  for (int64_t line = begin; line < end; line++) {
    const T *x = (const T *)w->in + line / inner * n * inner + line % inner;
    int32_t *out = w->out + line / inner * k * inner + line % inner;
    const NAME(entry) *sorted = entries;
    if (few) {
      if (k > 0) NAME(select_line)(entries, k, x, inner, n, w->descending);
    } else {
      for (int64_t j = 0; j < n; j++) entries[j] = (NAME(entry)){x[j * inner], (int32_t)j};
      sorted = NAME(sort_line)(entries, entries + n, n, w->descending);
    }
    for (int64_t j = 0; j < k; j++) out[j * inner] = sorted[j].place;
  }
  if (!few) apus_deallocate(entries, bytes);
}

#undef T
#undef IS_NAN
#undef NAME
