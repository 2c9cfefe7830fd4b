#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "images.h"
// After stdio.h, which it needs.
#include <jpeglib.h>

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

static void be_silent(j_common_ptr info) { (void)info; }

bool apus_jpeg_encode(const uint8_t *pixels, apus_image_shape shape, int32_t quality,
                      uint8_t **bytes, size_t *count, char *message) {
  struct jpeg_compress_struct info;
  failure error = {.message = message};
  // Not on this function's own frame alone: they are still needed where an error jumps out.
  unsigned char *volatile *made = calloc(1, sizeof *made);
  unsigned long *size = calloc(1, sizeof *size);
  if (!made || !size) abort();
  memset(&info, 0, sizeof info);
  info.err = jpeg_std_error(&error.base);
  error.base.error_exit = fail;
  error.base.output_message = be_silent;
  bool is_done = false;
  if (!setjmp(error.escape)) {
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, (unsigned char **)made, size);
    info.image_width = (JDIMENSION)shape.width;
    info.image_height = (JDIMENSION)shape.height;
    info.input_components = shape.channels;
    info.in_color_space = shape.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    size_t row_size = (size_t)shape.width * (size_t)shape.channels;
    while (info.next_scanline < info.image_height) {
      JSAMPROW row = (JSAMPROW)(pixels + row_size * info.next_scanline);
      jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    *bytes = *made;
    *count = *size;
    *made = NULL;
    is_done = true;
  }
  jpeg_destroy_compress(&info);
  free(*made);
  free((void *)made);
  free(size);
  return is_done;
}
