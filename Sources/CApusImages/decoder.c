#include "decoder.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

_Noreturn void apus_image_fail(apus_image_decoder *decoder, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(decoder->problem, sizeof decoder->problem, format, arguments);
  va_end(arguments);
  // Never empty: that would say that all is well.
  if (!decoder->problem[0]) snprintf(decoder->problem, sizeof decoder->problem, "unknown damage");
  longjmp(decoder->escape, 1);
}

apus_image_decoder *apus_image_open(const uint8_t *bytes, size_t count, apus_image_shape *shape) {
  apus_image_decoder *decoder =
      count > 1 && bytes[0] == 0xFF && bytes[1] == 0xD8 ? apus_jpeg_decoder() : apus_png_decoder();
  if (!decoder) return NULL;
  decoder->bytes = bytes;
  decoder->count = count;
  if (setjmp(decoder->escape)) {
    *shape = (apus_image_shape){0, 0, 0};
    return decoder;
  }
  decoder->kind->open(decoder, shape);
  return decoder;
}

bool apus_image_start(apus_image_decoder *decoder, int32_t channels, int32_t reduction,
                      apus_image_shape *shape) {
  if (setjmp(decoder->escape)) return false;
  decoder->channels = channels;
  decoder->kind->start(decoder, reduction, shape);
  shape->channels = channels;
  return true;
}

bool apus_image_read(apus_image_decoder *decoder, uint8_t *rows, int32_t count) {
  if (setjmp(decoder->escape)) return false;
  decoder->kind->read(decoder, rows, count);
  return true;
}

bool apus_image_finish(apus_image_decoder *decoder) {
  if (setjmp(decoder->escape)) return false;
  decoder->kind->finish(decoder);
  return true;
}

bool apus_image_is_held_whole(const apus_image_decoder *decoder) { return decoder->is_held_whole; }

const char *apus_image_problem(const apus_image_decoder *decoder) { return decoder->problem; }

void apus_image_close(apus_image_decoder *decoder) {
  decoder->kind->close(decoder);
  free(decoder);
}

// Pillow's weights: 299, 587 and 114 thousandths in 65536ths, rounded to the nearest.
void apus_grey_from_rgb(const uint8_t *rgb, uint8_t *grey, int32_t count) {
  for (int32_t x = 0; x < count; x++)
    grey[x] =
        (uint8_t)((rgb[3 * x] * 19595 + rgb[3 * x + 1] * 38470 + rgb[3 * x + 2] * 7471 + 32768) >>
                  16);
}

void apus_rgb_from_grey(const uint8_t *grey, uint8_t *rgb, int32_t width) {
  for (int32_t x = width - 1; x >= 0; x--) rgb[3 * x] = rgb[3 * x + 1] = rgb[3 * x + 2] = grey[x];
}
