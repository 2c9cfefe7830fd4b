// Winograd's minimal filtering F(2x2, 3x3) for 3x3 filters of stride 1.
//
// A 2x2 tile of the result comes from a 4x4 patch d of the image and a filter g as  Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A  with
//
//        ⎡1  0 -1  0⎤        ⎡ 1   0   0 ⎤        ⎡1  1  1  0⎤
//   Bᵀ = ⎢0  1  1  0⎥    G = ⎢ ½   ½   ½ ⎥   Aᵀ = ⎣0  1 -1 -1⎦
//        ⎢0 -1  1  0⎥        ⎢ ½  -½   ½ ⎥
//        ⎣0  1  0 -1⎦        ⎣ 0   0   1 ⎦
//
// so that, over all tiles and channels, the work is one matrix product for each of the 16 places of the patch. The
// filter's gradient is  Gᵀ[Σ (A dy Aᵀ) ⊙ (Bᵀ d B)]G. The transforms add and halve, so little precision is lost.
#include "allocator.h"
#include "convolution_internal.h"
#include "convolution_kernel.h"
#include "inline.h"
#include "parallel.h"
#include <string.h>

// A block's transformed patches: small ones stay in the cache, large ones spare the gradient reading its sums.
enum { PLACES = 16, FORWARD_BLOCK = 1536, GRADIENT_BLOCK = 3072, WORTH_A_THREAD = 200000 };

/// Images, and the tiles of the result that lie over them.
typedef struct {
  int64_t batch, height, width, channels;
  int64_t top, left, out_height, out_width, filters;
  int64_t tiles_high, tiles_wide, tiles;
  int64_t block;  // tiles worked on at a time: their transformed patches fit the second-level cache
} tiling;

static tiling tiling_of(int64_t batch, int64_t height, int64_t width, int64_t channels, int64_t top, int64_t left,
                        int64_t out_height, int64_t out_width, int64_t filters, int64_t block_values) {
  tiling t = {batch, height, width, channels, top, left, out_height, out_width, filters, (out_height + 1) / 2,
              (out_width + 1) / 2, 0, 0};
  t.tiles = batch * t.tiles_high * t.tiles_wide;
  t.block = most(block_values / channels, 24) / 6 * 6;
  int64_t threads = apus_thread_count(), share = (t.tiles + threads - 1) / threads;
  int64_t blocks = (share + t.block - 1) / t.block;  // the same number for each thread
  t.block = ((share + blocks - 1) / blocks + 5) / 6 * 6;
  return t;
}

static int64_t blocks_of(const tiling *t) { return (t->tiles + t->block - 1) / t->block; }
/// From one place's values to the next; a little more than they take, or all would fall on the same lines of the cache.
static int64_t place_step(const tiling *t, int64_t channels) { return t->block * channels + 16; }

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

/// A size x size square of pixels at (h, w): in place, or where it crosses the border a copy with zeros in `spare`.
INLINE const float *square_at(int size, const float *image, int64_t height, int64_t width, int64_t channels, int64_t h,
                              int64_t w, float *spare, int64_t *row_step) {
  if (h >= 0 && w >= 0 && h + size <= height && w + size <= width) {
    *row_step = width * channels;
    return image + (h * width + w) * channels;
  }
  *row_step = size * channels;
  for (int i = 0; i < size; i++)
    for (int j = 0; j < size; j++) {
      float *to = spare + (i * size + j) * channels;
      int inside = h + i >= 0 && h + i < height && w + j >= 0 && w + j < width;
      if (inside) memcpy(to, image + ((h + i) * width + w + j) * channels, (size_t)channels * sizeof *to);
      else memset(to, 0, (size_t)channels * sizeof *to);
    }
  return spare;
}

/// Bᵀ d B of `count` patches, each place's values apart: out[place][tile][channel].
INLINE void transform_patches(const tiling *t, const float *images, int64_t first, int64_t count, float *spare,
                              float *out) {
  int64_t channels = t->channels, step = place_step(t, channels);
  corner at = corner_of(t, first);
  for (int64_t tile = 0; tile < count; tile++, advance(t, &at)) {
    const float *image = images + at.image * t->height * t->width * channels;
    int64_t row_step;
    const float *patch = square_at(4, image, t->height, t->width, channels, at.h - t->top, at.w - t->left, spare,
                                   &row_step);
    float *to = out + tile * channels;
    for (int64_t c = 0; c < channels; c += LANES) {
#pragma clang loop unroll(full)
      for (int i = 0; i < 4; i++) {
        const float *p = patch + c + (i == 0 ? 0 : row_step), *q = patch + c + (i == 3 ? 3 : 2) * row_step;
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

// Forward, and the gradient of the input as the forward pass of a turned filter

typedef struct {
  tiling t;
  const float *in, *factors, *bias;  // factors: panels of filters of [place][channel][filter]
  float *out;
  apus_activation activation;
} forward_work;

/// Aᵀ m A of `count` tiles of one panel, the bias added and the activation applied.
INLINE void finish_tiles(int vectors, const forward_work *work, const float *products, int64_t first, int64_t count,
                         int64_t filter) {
  const tiling *t = &work->t;
  int64_t width = vectors * LANES;
  corner at = corner_of(t, first);
  for (int64_t tile = 0; tile < count; tile++, advance(t, &at)) {
    float *y = work->out + ((at.image * t->out_height + at.h) * t->out_width + at.w) * t->filters + filter;
    int64_t rows = least(2, t->out_height - at.h), columns = least(2, t->out_width - at.w);
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      const float *m = products + tile * PLACES * width + v * LANES;
      lanes bias = work->bias ? load_lanes(work->bias + filter + v * LANES) : (lanes){0};
      lanes sums[2][4];
#pragma clang loop unroll(full)
      for (int j = 0; j < 4; j++) {
        lanes m1 = load_lanes(m + (4 + j) * width), m2 = load_lanes(m + (8 + j) * width);
        sums[0][j] = load_lanes(m + j * width) + (m1 + m2);
        sums[1][j] = (m1 - m2) - load_lanes(m + (12 + j) * width);
      }
#pragma clang loop unroll(full)
      for (int i = 0; i < 2; i++) {
        if (i >= rows) break;
        lanes a = sums[i][0] + (sums[i][1] + sums[i][2]) + bias;
        lanes b = (sums[i][1] - sums[i][2]) - sums[i][3] + bias;
        if (work->activation == APUS_ACTIVATION_RELU) a = positive_part(a), b = positive_part(b);
        float *to = y + i * t->out_width * t->filters + v * LANES;
        store_lanes(to, a);
        if (columns > 1) store_lanes(to + t->filters, b);
      }
    }
  }
}

INLINE void convolve_panel(int height, int vectors, const forward_work *work, const float *patches, float *products,
                           int64_t first, int64_t count, int64_t filter) {
  const tiling *t = &work->t;
  int64_t channels = t->channels, width = vectors * LANES;
  const float *factors = work->factors + filter * PLACES * channels;
  for (int64_t place = 0; place < PLACES; place++, factors += channels * width)
    for (int64_t tile = 0; tile < count; tile += height) {
      const float *rows[MAX_ROWS];
      int64_t valid = least(height, count - tile);
      for (int i = 0; i < height; i++)
        rows[i] = patches + place * place_step(t, channels) + (tile + least(i, valid - 1)) * channels;
      lanes sums[MAX_ROWS * MAX_VECTORS];
#pragma clang loop unroll(full)
      for (int i = 0; i < height * vectors; i++) sums[i] = (lanes){0};
      add_products(height, vectors, rows, 0, 1, factors, width, channels, sums);
      float *to = products + (tile * PLACES + place) * width;
#pragma clang loop unroll(full)
      for (int i = 0; i < height; i++) {
        if (i >= valid) break;
#pragma clang loop unroll(full)
        for (int j = 0; j < vectors; j++) store_lanes(to + i * PLACES * width + j * LANES, sums[i * vectors + j]);
      }
    }
  finish_tiles(vectors, work, products, first, count, filter);
}

CLONES static void forward_blocks(void *context, int64_t begin, int64_t end) {
  const forward_work *work = context;
  const tiling *t = &work->t;
  int64_t patch_floats = PLACES * place_step(t, t->channels), product_floats = t->block * PLACES * 3 * LANES;
  size_t bytes = (size_t)(patch_floats + product_floats + PLACES * t->channels) * sizeof(float);
  float *patches = apus_allocate_or_exit(bytes);
  float *products = patches + patch_floats, *spare = products + product_floats;
  int64_t vectors = t->filters / LANES;
  for (int64_t block = begin; block < end; block++) {
    int64_t first = block * t->block, count = least(t->block, t->tiles - first);
    transform_patches(t, work->in, first, count, spare, patches);
    for (int64_t at = 0, wide; at < vectors; at += wide) {
      wide = panel_vectors(at, vectors);
      if (wide == 1) convolve_panel(8, 1, work, patches, products, first, count, at * LANES);
      if (wide == 2) convolve_panel(6, 2, work, patches, products, first, count, at * LANES);
      if (wide == 3) convolve_panel(3, 3, work, patches, products, first, count, at * LANES);
    }
  }
  apus_deallocate(patches, bytes);
}

typedef struct {
  const float *filter;
  float *factors;
  int64_t channels, filters;  // of the convolution to be run
  int turned;                 // whether `filter` is to be turned by 180° and its channels exchanged
} filter_work;

/// G g Gᵀ of all filters for channels [begin, end), into panels.
CLONES static void transform_filters(void *context, int64_t begin, int64_t end) {
  const filter_work *work = context;
  int64_t channels = work->channels, vectors = work->filters / LANES;
  for (int64_t at = 0, wide; at < vectors; at += wide) {
    wide = panel_vectors(at, vectors);
    int64_t width = wide * LANES, step = channels * width;
    for (int64_t c = begin; c < end; c++)
      for (int64_t v = 0; v < wide; v++) {
        lanes g[3][3], half[4][3];
        int64_t o = (at + v) * LANES;
        for (int tap = 0; tap < 9; tap++) {
          if (work->turned) {
            const float *from = work->filter + ((8 - tap) * work->filters + o) * channels + c;
            for (int lane = 0; lane < LANES; lane++) g[tap / 3][tap % 3][lane] = from[lane * channels];
          } else {
            g[tap / 3][tap % 3] = load_lanes(work->filter + (tap * channels + c) * work->filters + o);
          }
        }
        for (int j = 0; j < 3; j++) {
          lanes sum = (g[0][j] + g[2][j]) * 0.5f, middle = g[1][j] * 0.5f;
          half[0][j] = g[0][j];
          half[1][j] = sum + middle;
          half[2][j] = sum - middle;
          half[3][j] = g[2][j];
        }
        float *to = work->factors + at * LANES * PLACES * channels + c * width + v * LANES;
        for (int i = 0; i < 4; i++) {
          lanes sum = (half[i][0] + half[i][2]) * 0.5f, middle = half[i][1] * 0.5f;
          store_lanes(to + (4 * i) * step, half[i][0]);
          store_lanes(to + (4 * i + 1) * step, sum + middle);
          store_lanes(to + (4 * i + 2) * step, sum - middle);
          store_lanes(to + (4 * i + 3) * step, half[i][2]);
        }
      }
  }
}

static int run_forward(forward_work *work, const float *filter, int turned) {
  const tiling *t = &work->t;
  size_t bytes = (size_t)(PLACES * t->channels * t->filters) * sizeof(float);
  float *factors = apus_allocate_or_exit(bytes);
  filter_work transforming = {filter, factors, t->channels, t->filters, turned};
  apus_parallel(t->channels, 1 + 1024 / t->filters, transform_filters, &transforming);
  work->factors = factors;
  apus_parallel(blocks_of(t), 1 + WORTH_A_THREAD / (t->block * PLACES * t->channels * t->filters), forward_blocks,
                work);
  apus_deallocate(factors, bytes);
  return 0;
}

int apus_conv2d_winograd_fits(const apus_conv2d *c) {
  int64_t tiles = (c->out_height + 1) / 2 * ((c->out_width + 1) / 2);
  return c->filter_height == 3 && c->filter_width == 3 && c->stride_height == 1 && c->stride_width == 1 &&
         c->dilation_height == 1 && c->dilation_width == 1 && c->groups == 1 && c->channels % LANES == 0 &&
         c->filters % LANES == 0 && c->channels >= 16 && c->filters >= 16 && c->batch * tiles >= 24 &&
         c->out_height * c->out_width * 3 >= tiles * 8;
}

int apus_conv2d_winograd_forward(const apus_conv2d *c, const float *x, const float *filter, const float *bias,
                                 apus_activation activation, float *y) {
  forward_work work = {.t = tiling_of(c->batch, c->height, c->width, c->channels, c->pad_top, c->pad_left,
                                      c->out_height, c->out_width, c->filters, FORWARD_BLOCK),
                       .in = x, .bias = bias, .out = y, .activation = activation};
  return run_forward(&work, filter, 0);
}

int apus_conv2d_winograd_input_gradient(const apus_conv2d *c, const float *dy, const float *filter, const float *bias,
                                        apus_activation activation, float *dx) {
  forward_work work = {.t = tiling_of(c->batch, c->out_height, c->out_width, c->filters, 2 - c->pad_top,
                                      2 - c->pad_left, c->height, c->width, c->channels, FORWARD_BLOCK),
                       .in = dy, .bias = bias, .out = dx, .activation = activation};
  return run_forward(&work, filter, 1);
}

// The gradient of the filter: each part of the work sums its tiles; the sums are then added and transformed back.

typedef struct {
  tiling t;
  const float *x, *dy;
  float *partial;  // parts x (places x channels + 1) x filters; the last row is the bias's gradient
  int64_t parts;
  float *dfilter, *dbias;
} gradient_work;

/// A dy Aᵀ of `count` tiles: out[place][tile][filter]; and their sum, which is what place (1, 1) holds.
INLINE void transform_results(const tiling *t, const float *dy, int64_t first, int64_t count, float *spare, float *out,
                              float *total) {
  int64_t filters = t->filters, step = place_step(t, filters);
  corner at = corner_of(t, first);
  for (int64_t tile = 0; tile < count; tile++, advance(t, &at)) {
    int64_t row_step;
    const float *square = square_at(2, dy + at.image * t->out_height * t->out_width * filters, t->out_height,
                                    t->out_width, filters, at.h, at.w, spare, &row_step);
    float *to = out + tile * filters;
    for (int64_t o = 0; o < filters; o += LANES) {
      lanes a = load_lanes(square + o), b = load_lanes(square + filters + o);
      lanes c = load_lanes(square + row_step + o), d = load_lanes(square + row_step + filters + o);
      lanes left[4] = {a, a + c, a - c, -c}, right[4] = {b, b + d, b - d, -d};
#pragma clang loop unroll(full)
      for (int i = 0; i < 4; i++) {
        float *place = to + o + 4 * i * step;
        store_lanes(place, left[i]);
        store_lanes(place + step, left[i] + right[i]);
        store_lanes(place + 2 * step, left[i] - right[i]);
        store_lanes(place + 3 * step, -right[i]);
      }
      store_lanes(total + o, load_lanes(total + o) + (left[1] + right[1]));
    }
  }
}

INLINE void add_tile(int height, int vectors, const float *patches, int64_t channels, const float *results,
                     int64_t filters, int64_t count, float *out) {
  const float *rows[MAX_ROWS];
  lanes sums[MAX_ROWS * MAX_VECTORS];
  for (int i = 0; i < height; i++) rows[i] = patches + i;
#pragma clang loop unroll(full)
  for (int i = 0; i < height * vectors; i++) sums[i] = (lanes){0};
  add_products(height, vectors, rows, 0, channels, results, filters, count, sums);
#pragma clang loop unroll(full)
  for (int i = 0; i < height; i++) {
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++) {
      float *to = out + i * filters + j * LANES;
      store_lanes(to, load_lanes(to) + sums[i * vectors + j]);
    }
  }
}

/// Adds one place's products.
INLINE void add_place(const float *patches, int64_t channels, const float *results, int64_t filters, int64_t count,
                      float *out) {
  for (int64_t o = 0, wide; o < filters; o += wide * LANES) {
    wide = filters - o == LANES ? 1 : 2;
    for (int64_t c = 0, high; c < channels; c += high) {
      high = wide == 1 ? 8 : even_height(c, channels);
      float *to = out + c * filters + o;
      if (high == 8) add_tile(8, 1, patches + c, channels, results + o, filters, count, to);
      if (high == 6) add_tile(6, 2, patches + c, channels, results + o, filters, count, to);
      if (high == 5) add_tile(5, 2, patches + c, channels, results + o, filters, count, to);
      if (high == 4) add_tile(4, 2, patches + c, channels, results + o, filters, count, to);
    }
  }
}

CLONES static void gradient_parts(void *context, int64_t begin, int64_t end) {
  const gradient_work *work = context;
  const tiling *t = &work->t;
  int64_t patch_step = place_step(t, t->channels), result_step = place_step(t, t->filters);
  int64_t spare_floats = PLACES * most(t->channels, t->filters), blocks = blocks_of(t);
  int64_t size = (PLACES * t->channels + 1) * t->filters;
  size_t bytes = (size_t)(PLACES * (patch_step + result_step) + spare_floats) * sizeof(float);
  float *patches = apus_allocate_or_exit(bytes), *results = patches + PLACES * patch_step;
  float *spare = results + PLACES * result_step;
  for (int64_t part = begin; part < end; part++) {
    float *sums = work->partial + part * size;
    memset(sums, 0, (size_t)size * sizeof *sums);
    for (int64_t block = blocks * part / work->parts; block < blocks * (part + 1) / work->parts; block++) {
      int64_t first = block * t->block, count = least(t->block, t->tiles - first);
      transform_patches(t, work->x, first, count, spare, patches);
      transform_results(t, work->dy, first, count, spare, results, sums + PLACES * t->channels * t->filters);
      for (int64_t place = 0; place < PLACES; place++)
        add_place(patches + place * patch_step, t->channels, results + place * result_step, t->filters, count,
                  sums + place * t->channels * t->filters);
    }
  }
  apus_deallocate(patches, bytes);
}

/// Gᵀ s G for channels [begin, end), s summed over the parts; channel `channels` stands for the bias.
CLONES static void finish_gradient(void *context, int64_t begin, int64_t end) {
  const gradient_work *work = context;
  int64_t channels = work->t.channels, filters = work->t.filters, size = (PLACES * channels + 1) * filters;
  for (int64_t c = begin; c < end; c++)
    for (int64_t o = 0; o < filters; o += LANES) {
      lanes s[PLACES] = {0}, half[3][4];
      int64_t places = c == channels ? 1 : PLACES, row = c == channels ? PLACES * channels : c;
      for (int64_t part = 0; part < work->parts; part++)
        for (int64_t place = 0; place < places; place++)
          s[place] += load_lanes(work->partial + part * size + (place * channels + row) * filters + o);
      if (c == channels) {
        if (work->dbias) store_lanes(work->dbias + o, s[0]);
        continue;
      }
      for (int j = 0; j < 4; j++) {
        lanes sum = (s[4 + j] + s[8 + j]) * 0.5f;
        half[0][j] = s[j] + sum;
        half[1][j] = (s[4 + j] - s[8 + j]) * 0.5f;
        half[2][j] = sum + s[12 + j];
      }
      for (int i = 0; i < 3; i++) {
        lanes sum = (half[i][1] + half[i][2]) * 0.5f;
        float *to = work->dfilter + (3 * i * channels + c) * filters + o;
        store_lanes(to, half[i][0] + sum);
        store_lanes(to + channels * filters, (half[i][1] - half[i][2]) * 0.5f);
        store_lanes(to + 2 * channels * filters, sum + half[i][3]);
      }
    }
}

int apus_conv2d_winograd_filter_gradient(const apus_conv2d *c, const float *x, const float *dy, float *dfilter,
                                         float *dbias) {
  gradient_work work = {.t = tiling_of(c->batch, c->height, c->width, c->channels, c->pad_top, c->pad_left,
                                       c->out_height, c->out_width, c->filters, GRADIENT_BLOCK),
                        .x = x, .dy = dy, .dfilter = dfilter, .dbias = dbias};
  const tiling *t = &work.t;
  int64_t size = (PLACES * t->channels + 1) * t->filters;
  int64_t worth = 1 + WORTH_A_THREAD / (t->block * PLACES * t->channels * t->filters);
  work.parts = least(apus_thread_count(), most(blocks_of(t) / worth, 1));
  size_t bytes = (size_t)(work.parts * size) * sizeof(float);
  work.partial = apus_allocate_or_exit(bytes);
  apus_parallel(work.parts, 1, gradient_parts, &work);
  apus_parallel(t->channels + 1, 1 + 512 / t->filters, finish_gradient, &work);
  apus_deallocate(work.partial, bytes);
  return 0;
}
