#include "images.h"
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
// After stdio.h, which they need.
#include <jerror.h>
#include <jpeglib.h>

// A file of a few bytes may ask for hundreds of passes over the whole picture; real ones have about ten.
enum { MOST_SCANS = 100 };

typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf escape;
  char *message;
} failure;

static void fail(j_common_ptr info) {
  failure *f = (failure *)info->err;
  char text[JMSG_LENGTH_MAX];
  f->base.format_message(info, text);
  snprintf(f->message, APUS_IMAGE_MESSAGE_SIZE, "%s", text);
  longjmp(f->escape, 1);
}

// The library only warns where data is missing and paints the rest grey: for us that is an error too.
static void warn(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_ADOBE_XFORM:
    case JWRN_TOO_MUCH_DATA:
      return;
    default:
      fail(info);
  }
}

static void be_silent(j_common_ptr info) { (void)info; }

static void check_scans(j_common_ptr info) {
  failure *f = (failure *)info->err;
  if (((j_decompress_ptr)info)->input_scan_number <= MOST_SCANS) return;
  snprintf(f->message, APUS_IMAGE_MESSAGE_SIZE, "more than %d scans", MOST_SCANS);
  longjmp(f->escape, 1);
}

// Light = (1 − ink)(1 − black). Adobe's files hold 1 − ink already: `flip` is 0 for them, else 255.
static void rgb_from_cmyk(const uint8_t *cmyk, uint8_t *rgb, int32_t width, int flip) {
  for (int32_t x = 0; x < width; x++)
    for (int c = 0; c < 3; c++)
      rgb[3 * x + c] = (uint8_t)(((cmyk[4 * x + c] ^ flip) * (cmyk[4 * x + 3] ^ flip) + 127) / 255);
}

apus_image_status apus_jpeg_decode(const uint8_t *bytes, size_t count, apus_image_shape *shape, uint8_t *pixels,
                                   size_t capacity, bool keeps_rows, char *message) {
  struct jpeg_decompress_struct info;
  struct jpeg_progress_mgr progress = {.progress_monitor = check_scans};
  failure error = {.message = message};
  memset(&info, 0, sizeof info);
  info.err = jpeg_std_error(&error.base);
  error.base.error_exit = fail;
  error.base.emit_message = warn;
  error.base.output_message = be_silent;
  if (setjmp(error.escape)) {
    jpeg_destroy_decompress(&info);
    return APUS_IMAGE_BAD;
  }
  jpeg_create_decompress(&info);
  info.progress = &progress;
  jpeg_mem_src(&info, bytes, (unsigned long)count);
  jpeg_read_header(&info, TRUE);
  shape->width = (int32_t)info.image_width;
  shape->height = (int32_t)info.image_height;
  shape->channels = info.jpeg_color_space == JCS_GRAYSCALE ? 1 : 3;
  // A block of 8×8 pixels takes at least one bit.
  uint64_t blocks = (uint64_t)((info.image_width + 7) / 8) * ((info.image_height + 7) / 8);
  if (blocks > (uint64_t)count * 8) {
    snprintf(message, APUS_IMAGE_MESSAGE_SIZE, "the header says %d by %d pixels, more than %zu bytes can hold",
             shape->width, shape->height, count);
    jpeg_destroy_decompress(&info);
    return APUS_IMAGE_BAD;
  }
  size_t row_bytes = (size_t)shape->width * (size_t)shape->channels;
  if (row_bytes * (keeps_rows ? (size_t)shape->height : 1) > capacity) {
    jpeg_destroy_decompress(&info);
    return APUS_IMAGE_TOO_SMALL;
  }
  int cmyk = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
  info.out_color_space = cmyk ? JCS_CMYK : shape->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_start_decompress(&info);
  // From the library's own pool, which is released with it also when an error jumps out of here.
  JSAMPARRAY four = cmyk ? info.mem->alloc_sarray((j_common_ptr)&info, JPOOL_IMAGE, info.output_width * 4, 1) : NULL;
  while (info.output_scanline < info.output_height) {
    uint8_t *row = keeps_rows ? pixels + row_bytes * info.output_scanline : pixels;
    jpeg_read_scanlines(&info, cmyk ? four : &row, 1);
    if (cmyk) rgb_from_cmyk(four[0], row, shape->width, info.saw_Adobe_marker ? 0 : 255);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return APUS_IMAGE_DONE;
}
