// Winograd's minimal filtering F(2x2, 3x3) for 3x3 filters of stride 1: what its passes share.
//
// A 2x2 tile of the result comes from a 4x4 patch d of the image and a filter g as
// Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A with
//
//        ⎡1  0 -1  0⎤        ⎡ 1   0   0 ⎤        ⎡1  1  1  0⎤
//   Bᵀ = ⎢0  1  1  0⎥    G = ⎢ ½   ½   ½ ⎥   Aᵀ = ⎣0  1 -1 -1⎦
//        ⎢0 -1  1  0⎥        ⎢ ½  -½   ½ ⎥
//        ⎣0  1  0 -1⎦        ⎣ 0   0   1 ⎦
//
// so that, over all tiles and channels, the work is one matrix product for each of the 16 places of
// the patch. The filter's gradient is Gᵀ[Σ (A dy Aᵀ) ⊙ (Bᵀ d B)]G. The transforms add and halve, so
// little precision is lost.
#pragma once
#include "internal.h"
#include "tile.h"
#include "../inline.h"
#include "parallel.h"
#include <string.h>

enum { PLACES = 16, WORTH_A_THREAD = 200000 /* multiplications */ };

/// Images, and the tiles of the result that lie over them.
typedef struct {
  int64_t batch, height, width, channels;
  int64_t top, left, out_height, out_width, filters;
  int64_t tiles_high, tiles_wide, tiles;
  int64_t block;  // tiles worked on at a time: their transformed patches fit the second-level cache
} tiling;

static inline tiling tiling_of(int64_t batch, int64_t height, int64_t width, int64_t channels,
                               int64_t top, int64_t left, int64_t out_height, int64_t out_width,
                               int64_t filters, int64_t block_values) {
  tiling t = {batch,
              height,
              width,
              channels,
              top,
              left,
              out_height,
              out_width,
              filters,
              (out_height + 1) / 2,
              (out_width + 1) / 2,
              0,
              0};
  t.tiles = batch * t.tiles_high * t.tiles_wide;
  t.block = most(block_values / channels, 24) / 6 * 6;
  int64_t threads = apus_thread_count(), share = (t.tiles + threads - 1) / threads;
  int64_t blocks = (share + t.block - 1) / t.block;  // the same number for each thread
  t.block = ((share + blocks - 1) / blocks + 5) / 6 * 6;
  return t;
}

static inline int64_t blocks_of(const tiling *t) { return (t->tiles + t->block - 1) / t->block; }

/// From one place's values to the next; a little more than they take, or all would fall on the same
/// lines of the cache.
static inline int64_t place_step(const tiling *t, int64_t channels) {
  return t->block * channels + 16;
}

typedef struct {
  int64_t image, h, w;  // the tile's first pixel in the result
} corner;

INLINE corner corner_of(const tiling *t, int64_t tile) {
  int64_t per_image = t->tiles_high * t->tiles_wide, within = tile % per_image;
  return (corner){tile / per_image, within / t->tiles_wide * 2, within % t->tiles_wide * 2};
}

INLINE void advance(const tiling *t, corner *c) {
  if ((c->w += 2) < 2 * t->tiles_wide) return;
  c->w = 0;
  if ((c->h += 2) < 2 * t->tiles_high) return;
  c->h = 0;
  c->image++;
}

/// A size x size square of pixels at (h, w): in place, or where it crosses the border a copy with
/// zeros in `spare`.
INLINE const float *square_at(int size, const float *image, int64_t height, int64_t width,
                              int64_t channels, int64_t h, int64_t w, float *spare,
                              int64_t *row_step) {
  if (h >= 0 && w >= 0 && h + size <= height && w + size <= width) {
    *row_step = width * channels;
    return image + (h * width + w) * channels;
  }
  *row_step = size * channels;
  for (int i = 0; i < size; i++)
    for (int j = 0; j < size; j++) {
      float *to = spare + (i * size + j) * channels;
      int inside = h + i >= 0 && h + i < height && w + j >= 0 && w + j < width;
      if (inside)
        memcpy(to, image + ((h + i) * width + w + j) * channels, (size_t)channels * sizeof *to);
      else memset(to, 0, (size_t)channels * sizeof *to);
    }
  return spare;
}

/// Bᵀ d B of `count` patches, each place's values apart: out[place][tile][channel].
INLINE void transform_patches(const tiling *t, const float *images, int64_t first, int64_t count,
                              float *spare, float *out) {
  int64_t channels = t->channels, step = place_step(t, channels);
  corner at = corner_of(t, first);
  for (int64_t tile = 0; tile < count; tile++, advance(t, &at)) {
    const float *image = images + at.image * t->height * t->width * channels;
    int64_t row_step;
    const float *patch = square_at(4, image, t->height, t->width, channels, at.h - t->top,
                                   at.w - t->left, spare, &row_step);
    float *to = out + tile * channels;
    for (int64_t c = 0; c < channels; c += LANES) {
#pragma clang loop unroll(full)
      for (int i = 0; i < 4; i++) {
        const float *p = patch + c + (i == 0 ? 0 : row_step),
                    *q = patch + c + (i == 3 ? 3 : 2) * row_step;
        lanes d[4];
#pragma clang loop unroll(full)
        for (int j = 0; j < 4; j++) {
          lanes a = load_lanes(p + j * channels), b = load_lanes(q + j * channels);
          d[j] = i == 1 ? a + b : i == 2 ? b - a : a - b;
        }
        float *place = to + c + 4 * i * step;
        store_lanes(place, d[0] - d[2]);
        store_lanes(place + step, d[1] + d[2]);
        store_lanes(place + 2 * step, d[2] - d[1]);
        store_lanes(place + 3 * step, d[1] - d[3]);
      }
    }
  }
}
