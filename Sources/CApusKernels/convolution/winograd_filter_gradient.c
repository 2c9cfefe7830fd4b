// The gradient of the filter of Winograd's convolution: each part of the work sums its tiles; the
// sums are then added and transformed back.
#include "allocator.h"
#include "winograd.h"

// Values of a block's patches at one place: more than the forward pass has, to read the sums less
// often.
enum { GRADIENT_BLOCK = 3072 };

typedef struct {
  tiling t;
  const float *x, *dy;
  float *partial;  // parts x (places x channels + 1) x filters; the last row is the bias's gradient
  int64_t parts;
  float *dfilter, *dbias;
} gradient_work;

/// A dy Aᵀ of `count` tiles: out[place][tile][filter]; and their sum, which is what place (1, 1)
/// holds.
INLINE void transform_results(const tiling *t, const float *dy, int64_t first, int64_t count,
                              float *spare, float *out, float *total) {
  int64_t filters = t->filters, step = place_step(t, filters);
  corner at = corner_of(t, first);
  for (int64_t tile = 0; tile < count; tile++, advance(t, &at)) {
    int64_t row_step;
    const float *square =
        square_at(2, dy + at.image * t->out_height * t->out_width * filters, t->out_height,
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

INLINE void add_tile(int height, int vectors, const float *patches, int64_t channels,
                     const float *results, int64_t filters, int64_t count, float *out) {
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
INLINE void add_place(const float *patches, int64_t channels, const float *results, int64_t filters,
                      int64_t count, float *out) {
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
    for (int64_t block = blocks * part / work->parts; block < blocks * (part + 1) / work->parts;
         block++) {
      int64_t first = block * t->block, count = least(t->block, t->tiles - first);
      transform_patches(t, work->x, first, count, spare, patches);
      transform_results(t, work->dy, first, count, spare, results,
                        sums + PLACES * t->channels * t->filters);
      for (int64_t place = 0; place < PLACES; place++)
        add_place(patches + place * patch_step, t->channels, results + place * result_step,
                  t->filters, count, sums + place * t->channels * t->filters);
    }
  }
  apus_deallocate(patches, bytes);
}

/// Gᵀ s G for channels [begin, end), s summed over the parts; channel `channels` stands for the
/// bias.
CLONES static void finish_gradient(void *context, int64_t begin, int64_t end) {
  const gradient_work *work = context;
  int64_t channels = work->t.channels, filters = work->t.filters,
          size = (PLACES * channels + 1) * filters;
  for (int64_t c = begin; c < end; c++)
    for (int64_t o = 0; o < filters; o += LANES) {
      lanes s[PLACES] = {0}, half[3][4];
      int64_t places = c == channels ? 1 : PLACES, row = c == channels ? PLACES * channels : c;
      for (int64_t part = 0; part < work->parts; part++)
        for (int64_t place = 0; place < places; place++)
          s[place] +=
              load_lanes(work->partial + part * size + (place * channels + row) * filters + o);
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

int apus_conv2d_winograd_filter_gradient(const apus_conv2d *c, const float *x, const float *dy,
                                         float *dfilter, float *dbias) {
  gradient_work work = {
      .t = tiling_of(c->batch, c->height, c->width, c->channels, c->pad_top, c->pad_left,
                     c->out_height, c->out_width, c->filters, GRADIENT_BLOCK),
      .x = x,
      .dy = dy,
      .dfilter = dfilter,
      .dbias = dbias};
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
