// Winograd's convolution forward, and the gradient of its input as the forward pass of a turned
// filter.
#include "allocator.h"
#include "winograd.h"

enum { FORWARD_BLOCK = 1536 };  // values of a block's patches at one place: they stay in the cache

typedef struct {
  tiling t;
  const float *in, *factors, *bias;  // factors: panels of filters of [place][channel][filter]
  float *out;
  apus_activation activation;
} forward_work;

/// Aᵀ m A of `count` tiles of one panel, the bias added and the activation applied.
INLINE void finish_tiles(int vectors, const forward_work *work, const float *products,
                         int64_t first, int64_t count, int64_t filter) {
  const tiling *t = &work->t;
  int64_t width = vectors * LANES;
  corner at = corner_of(t, first);
  for (int64_t tile = 0; tile < count; tile++, advance(t, &at)) {
    float *y =
        work->out + ((at.image * t->out_height + at.h) * t->out_width + at.w) * t->filters + filter;
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

INLINE void convolve_panel(int height, int vectors, const forward_work *work, const float *patches,
                           float *products, int64_t first, int64_t count, int64_t filter) {
  const tiling *t = &work->t;
  int64_t channels = t->channels, width = vectors * LANES;
  const float *factors = work->factors + filter * PLACES * channels;
  for (int64_t place = 0; place < PLACES; place++, factors += channels * width)
    for (int64_t tile = 0; tile < count; tile += height) {
      const float *rows[MAX_ROWS];
      int64_t valid = least(height, count - tile);
      for (int i = 0; i < height; i++)
        rows[i] =
            patches + place * place_step(t, channels) + (tile + least(i, valid - 1)) * channels;
      lanes sums[MAX_ROWS * MAX_VECTORS];
#pragma clang loop unroll(full)
      for (int i = 0; i < height * vectors; i++) sums[i] = (lanes){0};
      add_products(height, vectors, rows, 0, 1, factors, width, channels, sums);
      float *to = products + (tile * PLACES + place) * width;
#pragma clang loop unroll(full)
      for (int i = 0; i < height; i++) {
        if (i >= valid) break;
#pragma clang loop unroll(full)
        for (int j = 0; j < vectors; j++)
          store_lanes(to + i * PLACES * width + j * LANES, sums[i * vectors + j]);
      }
    }
  finish_tiles(vectors, work, products, first, count, filter);
}

CLONES static void forward_blocks(void *context, int64_t begin, int64_t end) {
  const forward_work *work = context;
  const tiling *t = &work->t;
  int64_t patch_floats = PLACES * place_step(t, t->channels),
          product_floats = t->block * PLACES * 3 * LANES;
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
            for (int lane = 0; lane < LANES; lane++)
              g[tap / 3][tap % 3][lane] = from[lane * channels];
          } else {
            g[tap / 3][tap % 3] =
                load_lanes(work->filter + (tap * channels + c) * work->filters + o);
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
  apus_parallel(blocks_of(t), 1 + WORTH_A_THREAD / (t->block * PLACES * t->channels * t->filters),
                forward_blocks, work);
  apus_deallocate(factors, bytes);
  return 0;
}

int apus_conv2d_winograd_fits(const apus_conv2d *c) {
  int64_t tiles = (c->out_height + 1) / 2 * ((c->out_width + 1) / 2);
  return c->filter_height == 3 && c->filter_width == 3 && c->stride_height == 1 &&
         c->stride_width == 1 && c->dilation_height == 1 && c->dilation_width == 1 &&
         c->groups == 1 && c->channels % LANES == 0 && c->filters % LANES == 0 &&
         c->channels >= 16 && c->filters >= 16 && c->batch * tiles >= 24 &&
         c->out_height * c->out_width * 3 >= tiles * 8;
}

int apus_conv2d_winograd_forward(const apus_conv2d *c, const float *x, const float *filter,
                                 const float *bias, apus_activation activation, float *y) {
  forward_work work = {
      .t = tiling_of(c->batch, c->height, c->width, c->channels, c->pad_top, c->pad_left,
                     c->out_height, c->out_width, c->filters, FORWARD_BLOCK),
      .in = x,
      .bias = bias,
      .out = y,
      .activation = activation};
  return run_forward(&work, filter, 0);
}

int apus_conv2d_winograd_input_gradient(const apus_conv2d *c, const float *dy, const float *filter,
                                        const float *bias, apus_activation activation, float *dx) {
  forward_work work = {
      .t = tiling_of(c->batch, c->out_height, c->out_width, c->filters, 2 - c->pad_top,
                     2 - c->pad_left, c->height, c->width, c->channels, FORWARD_BLOCK),
      .in = dy,
      .bias = bias,
      .out = dx,
      .activation = activation};
  return run_forward(&work, filter, 1);
}
