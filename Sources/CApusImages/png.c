#include "images.h"
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

// What colour profiles and texts in a file may ask for; they are not used.
enum { MOST_ANCILLARY_BYTES = 4 << 20, MOST_DEFLATE_RATIO = 1032 };

typedef struct {
  const uint8_t *next;
  size_t left;
  char *message;
} input;

static void fail(png_structp png, png_const_charp text) {
  input *in = png_get_error_ptr(png);
  snprintf(in->message, APUS_IMAGE_MESSAGE_SIZE, "%s", text);
  png_longjmp(png, 1);
}

static void be_silent(png_structp png, png_const_charp text) { (void)png, (void)text; }

static void take(png_structp png, png_bytep target, size_t count) {
  input *in = png_get_io_ptr(png);
  if (count > in->left) png_error(png, "the file ends too early");
  memcpy(target, in->next, count);
  in->next += count;
  in->left -= count;
}

apus_image_status apus_png_decode(const uint8_t *bytes, size_t count, apus_image_shape *shape, uint8_t *pixels,
                                  size_t capacity, bool keeps_rows, char *message) {
  input in = {bytes, count, message};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &in, fail, be_silent);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_read_struct(&png, NULL, NULL);
    snprintf(message, APUS_IMAGE_MESSAGE_SIZE, "no memory for the decoder");
    return APUS_IMAGE_BAD;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return APUS_IMAGE_BAD;
  }
  png_set_read_fn(png, &in, take);
  png_set_user_limits(png, INT32_MAX, INT32_MAX);  // the caller's limits come with the shape
  png_set_chunk_malloc_max(png, MOST_ANCILLARY_BYTES);
  png_read_info(png, info);
  int colour = png_get_color_type(png, info) & PNG_COLOR_MASK_COLOR;
  shape->width = (int32_t)png_get_image_width(png, info);
  shape->height = (int32_t)png_get_image_height(png, info);
  shape->channels = colour ? 3 : 1;
  if (png_get_rowbytes(png, info) > (size_t)count * MOST_DEFLATE_RATIO / (size_t)shape->height)
    png_error(png, "the header says more pixels than the file can hold");
  size_t row_bytes = (size_t)shape->width * (size_t)shape->channels;
  if (row_bytes > capacity / (keeps_rows ? (size_t)shape->height : 1)) {
    png_destroy_read_struct(&png, &info, NULL);
    return APUS_IMAGE_TOO_SMALL;
  }
  png_set_scale_16(png);
  png_set_palette_to_rgb(png);
  if (!colour) png_set_expand_gray_1_2_4_to_8(png);
  png_set_strip_alpha(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != row_bytes) png_error(png, "an unknown kind of pixel");
  for (int pass = 0; pass < passes; pass++)
    for (int32_t y = 0; y < shape->height; y++) png_read_row(png, keeps_rows ? pixels + row_bytes * (size_t)y : pixels, NULL);
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  return APUS_IMAGE_DONE;
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

apus_image_status apus_png_encode(const uint8_t *pixels, apus_image_shape shape, uint8_t *bytes, size_t *count,
                                  char *message) {
  png_image image = described(shape);
  png_alloc_size_t size = *count;
  if (!png_image_write_to_memory(&image, bytes, &size, 0, pixels, 0, NULL)) {
    snprintf(message, APUS_IMAGE_MESSAGE_SIZE, "%s", image.message);
    return APUS_IMAGE_BAD;
  }
  *count = size;
  return APUS_IMAGE_DONE;
}
