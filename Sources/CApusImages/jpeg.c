#include "decoder.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
// After stdio.h, which they need.
#include <jerror.h>
#include <jpeglib.h>

// A file of a few bytes may ask for hundreds of passes over the whole picture; real ones have about
// ten.
enum { MOST_SCANS = 100 };

typedef struct {
  apus_image_decoder base;
  struct jpeg_decompress_struct info;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  JSAMPARRAY row;  // a row in the file's own channels, where those are not the wanted ones
} jpeg;

static jpeg *owner(j_common_ptr info) { return info->client_data; }

static void fail(j_common_ptr info) {
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  apus_image_fail(&owner(info)->base, "%s", text);
}

// The library only warns where data is missing and paints the rest grey: for us that is an error
// too.
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
  if (((j_decompress_ptr)info)->input_scan_number > MOST_SCANS)
    apus_image_fail(&owner(info)->base, "more than %d scans", MOST_SCANS);
}

// Light = (1 − ink)(1 − black), rounded as Pillow rounds. Files hold 1 − ink, with Adobe's marker
// or without: no program is known that writes them otherwise, and other readers go by that too.
static void rgb_from_cmyk(const uint8_t *cmyk, uint8_t *rgb, int32_t width) {
  for (int32_t x = 0; x < width; x++)
    for (int c = 0; c < 3; c++) {
      int black = cmyk[4 * x + 3], product = (255 - cmyk[4 * x + c]) * black + 128;
      rgb[3 * x + c] = (uint8_t)(black - ((product + (product >> 8)) >> 8));
    }
}

static void open_file(apus_image_decoder *base, apus_image_shape *shape) {
  jpeg *self = (jpeg *)base;
  struct jpeg_decompress_struct *info = &self->info;
  info->err = jpeg_std_error(&self->errors);
  info->client_data = self;
  self->errors.error_exit = fail;
  self->errors.emit_message = warn;
  self->errors.output_message = be_silent;
  self->progress.progress_monitor = check_scans;
  jpeg_create_decompress(info);
  info->progress = &self->progress;
  jpeg_mem_src(info, base->bytes, (unsigned long)base->count);
  jpeg_read_header(info, TRUE);
  // A block of 8×8 pixels takes at least one bit.
  uint64_t blocks = (uint64_t)((info->image_width + 7) / 8) * ((info->image_height + 7) / 8);
  if (blocks > (uint64_t)base->count * 8)
    apus_image_fail(base, "the header says %u by %u pixels, more than %zu bytes can hold",
                    info->image_width, info->image_height, base->count);
  base->is_held_whole = jpeg_has_multiple_scans(info);
  shape->width = (int32_t)info->image_width;
  shape->height = (int32_t)info->image_height;
  shape->channels = info->jpeg_color_space == JCS_GRAYSCALE ? 1 : 3;
}

static void start(apus_image_decoder *base, int32_t reduction, apus_image_shape *shape) {
  jpeg *self = (jpeg *)base;
  struct jpeg_decompress_struct *info = &self->info;
  int is_cmyk = info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK;
  int is_grey = info->jpeg_color_space == JCS_GRAYSCALE;
  info->out_color_space = is_cmyk ? JCS_CMYK : is_grey ? JCS_GRAYSCALE : JCS_RGB;
  info->scale_num = 1;
  info->scale_denom = (unsigned)reduction;
  jpeg_start_decompress(info);
  shape->width = (int32_t)info->output_width;
  shape->height = (int32_t)info->output_height;
  // From the library's own pool, which is released with it.
  if (info->output_components != base->channels)
    self->row = info->mem->alloc_sarray((j_common_ptr)info, JPOOL_IMAGE, info->output_width * 4, 1);
}

static void read_rows(apus_image_decoder *base, uint8_t *rows, int32_t count) {
  jpeg *self = (jpeg *)base;
  struct jpeg_decompress_struct *info = &self->info;
  int32_t width = (int32_t)info->output_width;
  size_t size = (size_t)width * (size_t)base->channels;
  for (uint8_t *row = rows, *end = rows + size * (size_t)count; row < end; row += size) {
    uint8_t *target = self->row ? self->row[0] : row;
    jpeg_read_scanlines(info, &target, 1);
    if (!self->row) continue;
    if (info->output_components == 4) rgb_from_cmyk(target, target, width);
    if (base->channels == 1)
      apus_grey_from_rgb(target, row, width);
    else if (info->output_components == 1)
      apus_rgb_from_grey(target, row, width);
    else
      memcpy(row, target, size);
  }
}

static void finish(apus_image_decoder *base) { jpeg_finish_decompress(&((jpeg *)base)->info); }

static void close_file(apus_image_decoder *base) { jpeg_destroy_decompress(&((jpeg *)base)->info); }

apus_image_decoder *apus_jpeg_decoder(void) {
  static const apus_image_kind kind = {open_file, start, read_rows, finish, close_file};
  jpeg *self = calloc(1, sizeof *self);
  if (self) self->base.kind = &kind;
  return self ? &self->base : NULL;
}
