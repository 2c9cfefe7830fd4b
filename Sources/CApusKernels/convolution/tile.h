// The heart of the single-precision kernels: a tile of sums kept in registers.
//
// Written with vector extensions, so one text serves every instruction set. Tiles are sized for 16
// vector registers: 8 to 12 sums, the vectors of one step, and one factor that is the same for a
// whole row of the tile. With fewer sums each would wait for its own last addition; with more, or
// with none to spare, the compiler spills.
#pragma once
#include "../inline.h"
#include <stdint.h>

#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONES
#endif
#if defined(__clang__)
// vectors pass between functions only where those are inlined
#pragma clang diagnostic ignored "-Wpsabi"
#endif

enum { LANES = 8, MAX_ROWS = 8, MAX_VECTORS = 3 };
typedef float lanes __attribute__((vector_size(LANES * 4)));
typedef float lanes_anywhere __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

INLINE lanes load_lanes(const float *p) { return *(const lanes_anywhere *)p; }
INLINE void store_lanes(float *p, lanes v) { *(lanes_anywhere *)p = v; }
INLINE lanes all_lanes(float v) { return (lanes){v, v, v, v, v, v, v, v}; }

/// The first `count` < 8 lanes; in pieces of fixed size, because a call of memcpy costs more than
/// the lanes.
INLINE void store_some_lanes(float *p, lanes v, int64_t count) {
  const char *from = (const char *)&v;
  if (count & 4) __builtin_memcpy(p, from, 16), p += 4, from += 16;
  if (count & 2) __builtin_memcpy(p, from, 8), p += 2, from += 8;
  if (count & 1) __builtin_memcpy(p, from, 4);
}

/// Copies `count` floats, few enough that a call of memcpy would cost more.
INLINE void copy_few(float *to, const float *from, int64_t count) {
  for (; count >= LANES; count -= LANES, to += LANES, from += LANES)
    store_lanes(to, load_lanes(from));
  if (count & 4) __builtin_memcpy(to, from, 16), to += 4, from += 4;
  if (count & 2) __builtin_memcpy(to, from, 8), to += 2, from += 2;
  if (count & 1) *to = *from;
}

/// max(v, 0); NaN stays NaN.
INLINE lanes positive_part(lanes v) {
  typedef int32_t bits __attribute__((vector_size(LANES * 4)));
  return (lanes)((bits)v & ~(bits)(v < 0));
}

/// The vectors of the panel that starts at vector `at` of `count`: pairs, and a triple where one
/// would be left over.
INLINE int panel_vectors(int64_t at, int64_t count) {
  int64_t left = count - at;
  return left == 3 || left == 1 ? (int)left : 2;
}

/// The height of the tile at `at` where `count` rows are cut into tiles 2 vectors wide: 6, 5 or 4,
/// none with rows to spare if that can be.
INLINE int even_height(int64_t at, int64_t count) {
  int64_t left = count - at, tiles = (left + 5) / 6, height = (left + tiles - 1) / tiles;
  return height < 4 ? 4 : (int)height;
}

/// sums[i][j] += rows[i][at + k·row_step] · panel[k·panel_step + 8j] for all k < count.
INLINE void add_products(int height, int vectors, const float *const *rows, int64_t at,
                         int64_t row_step, const float *panel, int64_t panel_step, int64_t count,
                         lanes *sums) {
  for (int64_t k = 0; k < count; k++, panel += panel_step, at += row_step) {
    lanes factors[MAX_VECTORS];
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++) factors[j] = load_lanes(panel + j * LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < height; i++) {
      lanes value = all_lanes(rows[i][at]);
#pragma clang loop unroll(full)
      for (int j = 0; j < vectors; j++) sums[i * vectors + j] += value * factors[j];
    }
  }
}
