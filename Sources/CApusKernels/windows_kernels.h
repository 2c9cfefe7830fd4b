// Vectors of channels for one element type, as windows.h says: REAL, BITS (an integer of its size),
// and NAME(x) that makes a name of it. Included by the bodies that need them.

typedef REAL NAME(vector) __attribute__((vector_size(LANES * sizeof(REAL))));
typedef BITS NAME(mask) __attribute__((vector_size(LANES * sizeof(REAL))));

// Eight values, or the first `count` of them. A whole vector may spill over into the next pixel, as
// long as the same thread computes that pixel later: so few channels are as fast as many.
INLINE NAME(vector) NAME(load)(const REAL *p, int64_t count) {
  NAME(vector) v = {0};
  memcpy(&v, p, (size_t)count * sizeof *p);
  return v;
}
INLINE void NAME(store)(REAL *p, NAME(vector) v, int64_t count) {
  memcpy(p, &v, (size_t)count * sizeof *p);
}
INLINE NAME(vector) NAME(pick)(NAME(mask) mask, NAME(vector) a, NAME(vector) b) {
  return (NAME(vector))((mask & (NAME(mask))a) | (~mask & (NAME(mask))b));
}

/// The greatest of the places hs × ws of an image, and the place h * width + w of the first such;
/// NaN where there is one, −∞ and place −1 where there are no places.
INLINE void NAME(max_piece)(const REAL *x, int64_t width, int64_t channels, range hs, range ws,
                            REAL *y, int32_t *index, int64_t count) {
  NAME(vector) best = all_equal((NAME(vector)){0}, -(REAL)INFINITY);
  places where = all_equal((places){0}, -1);
  if (hs.begin < hs.end && ws.begin < ws.end) {
    int64_t first = hs.begin * width + ws.begin;
    best = NAME(load)(x + first * channels, count);
    where = all_equal((places){0}, (int32_t)first);
  }
  for (int64_t h = hs.begin; h < hs.end; h++)
    for (int64_t w = ws.begin; w < ws.end; w++) {
      int64_t place = h * width + w;
      NAME(vector) v = NAME(load)(x + place * channels, count);
      NAME(mask) better = (NAME(mask))(v > best) | (NAME(mask))(v != v);
      best = NAME(pick)(better, v, best);
      places narrow = __builtin_convertvector(better, places);
      where = (narrow & (int32_t)place) | (~narrow & where);
    }
  NAME(store)(y, best, count);
  if (index) memcpy(index, &where, (size_t)count * sizeof *index);
}
