#include "decoder.h"
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What colour profiles and texts in a file may ask for; they are not used.
enum { MOST_ANCILLARY_BYTES = 4 << 20, MOST_DEFLATE_RATIO = 1032, LIKELY_RATIO = 8 };

typedef struct {
  apus_image_decoder base;
  png_structp png;
  png_infop info;
  size_t taken;
  int32_t width, height, own_channels;
  // An interlaced picture, whose rows are whole only at its end; else a row in the file's own
  // channels, where those are not the wanted ones.
  uint8_t *pixels;
  int32_t next;  // the interlaced picture's row to be given next
} picture;

static void fail(png_structp png, png_const_charp text) {
  apus_image_fail(png_get_error_ptr(png), "%s", text);
}

static void be_silent(png_structp png, png_const_charp text) { (void)png, (void)text; }

static void take(png_structp png, png_bytep target, size_t count) {
  picture *self = png_get_io_ptr(png);
  if (count > self->base.count - self->taken) png_error(png, "the file ends too early");
  memcpy(target, self->base.bytes + self->taken, count);
  self->taken += count;
}

static void open_file(apus_image_decoder *base, apus_image_shape *shape) {
  picture *self = (picture *)base;
  self->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, base, fail, be_silent);
  self->info = self->png ? png_create_info_struct(self->png) : NULL;
  if (!self->info) apus_image_fail(base, "no memory for the decoder");
  png_structp png = self->png;
  png_set_read_fn(png, self, take);
  png_set_user_limits(png, INT32_MAX, INT32_MAX);  // the caller's limits come with the shape
  png_set_chunk_malloc_max(png, MOST_ANCILLARY_BYTES);
  png_read_info(png, self->info);
  self->own_channels = png_get_color_type(png, self->info) & PNG_COLOR_MASK_COLOR ? 3 : 1;
  self->width = (int32_t)png_get_image_width(png, self->info);
  self->height = (int32_t)png_get_image_height(png, self->info);
  if (png_get_rowbytes(png, self->info) > base->count * MOST_DEFLATE_RATIO / (size_t)self->height)
    png_error(png, "the header says more pixels than the file can hold");
  base->is_held_whole = png_get_interlace_type(png, self->info) != PNG_INTERLACE_NONE;
  *shape = (apus_image_shape){self->width, self->height, self->own_channels};
}

static size_t row_size(const picture *self) {
  return (size_t)self->width * (size_t)self->own_channels;
}

static void set_form(picture *self) {
  png_set_scale_16(self->png);
  png_set_palette_to_rgb(self->png);
  if (self->own_channels == 1) png_set_expand_gray_1_2_4_to_8(self->png);
  png_set_strip_alpha(self->png);
}

static void read_into_one_row(picture *self, uint8_t *row) {
  set_form(self);
  int passes = png_set_interlace_handling(self->png);
  png_read_update_info(self->png, self->info);
  if (png_get_rowbytes(self->png, self->info) != row_size(self))
    png_error(self->png, "an unknown kind of pixel");
  for (int64_t left = (int64_t)passes * self->height; left > 0; left--)
    png_read_row(self->png, row, NULL);
}

// Looks through an interlaced file with room for one row: few files are so well compressed; a
// damaged header is likelier.
static void look_through(picture *self) {
  apus_image_shape shape;
  apus_image_decoder *other = apus_image_open(self->base.bytes, self->base.count, &shape);
  uint8_t *row = malloc(row_size(self));
  if (other && row && !other->problem[0]) {
    if (!setjmp(other->escape)) read_into_one_row((picture *)other, row);
  }
  bool has_memory = other && row;
  if (other) memcpy(self->base.problem, other->problem, sizeof other->problem);
  if (other) apus_image_close(other);
  free(row);
  if (!has_memory) apus_image_fail(&self->base, "no memory for a row of %d pixels", self->width);
  if (self->base.problem[0]) longjmp(self->base.escape, 1);
}

static void start(apus_image_decoder *base, int32_t reduction, apus_image_shape *shape) {
  (void)reduction;
  picture *self = (picture *)base;
  set_form(self);
  int passes = png_set_interlace_handling(self->png);
  png_read_update_info(self->png, self->info);
  size_t size = row_size(self);
  if (png_get_rowbytes(self->png, self->info) != size)
    png_error(self->png, "an unknown kind of pixel");
  *shape = (apus_image_shape){self->width, self->height, base->channels};
  if (passes > 1) {
    if (size * (size_t)self->height > LIKELY_RATIO * base->count) look_through(self);
    self->pixels = malloc(size * (size_t)self->height);
    if (!self->pixels)
      apus_image_fail(base, "no memory for %d by %d pixels", self->width, self->height);
    for (int pass = 0; pass < passes; pass++)
      for (int32_t y = 0; y < self->height; y++)
        png_read_row(self->png, self->pixels + size * (size_t)y, NULL);
  } else if (self->own_channels != base->channels) {
    self->pixels = malloc(size);
    if (!self->pixels) apus_image_fail(base, "no memory for a row of %d pixels", self->width);
  }
  self->next = passes > 1 ? 0 : -1;
}

static void read_rows(apus_image_decoder *base, uint8_t *rows, int32_t count) {
  picture *self = (picture *)base;
  size_t size = (size_t)self->width * (size_t)base->channels;
  for (uint8_t *row = rows, *end = rows + size * (size_t)count; row < end; row += size) {
    uint8_t *own = self->pixels ? self->pixels : row;
    if (self->next < 0)
      png_read_row(self->png, own, NULL);
    else
      own += row_size(self) * (size_t)self->next++;
    if (own == row) continue;
    if (base->channels == self->own_channels)
      memcpy(row, own, size);
    else if (base->channels == 1)
      apus_grey_from_rgb(own, row, self->width);
    else
      apus_rgb_from_grey(own, row, self->width);
  }
}

static void finish(apus_image_decoder *base) { png_read_end(((picture *)base)->png, NULL); }

static void close_file(apus_image_decoder *base) {
  picture *self = (picture *)base;
  png_destroy_read_struct(&self->png, &self->info, NULL);
  free(self->pixels);
}

apus_image_decoder *apus_png_decoder(void) {
  static const apus_image_kind kind = {open_file, start, read_rows, finish, close_file};
  picture *self = calloc(1, sizeof *self);
  if (self) self->base.kind = &kind;
  return self ? &self->base : NULL;
}

static png_image described(apus_image_shape shape) {
  png_image image = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)shape.width,
                     .height = (png_uint_32)shape.height,
                     .format = shape.channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB};
  return image;
}

size_t apus_png_bound(apus_image_shape shape) {
  png_image image = described(shape);
  return PNG_IMAGE_PNG_SIZE_MAX(image);
}

bool apus_png_encode(const uint8_t *pixels, apus_image_shape shape, uint8_t *bytes, size_t *count,
                     char *message) {
  png_image image = described(shape);
  png_alloc_size_t size = *count;
  if (!png_image_write_to_memory(&image, bytes, &size, 0, pixels, 0, NULL)) {
    snprintf(message, APUS_IMAGE_MESSAGE_SIZE, "%s", image.message);
    return false;
  }
  *count = size;
  return true;
}
