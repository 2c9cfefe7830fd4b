// What the decoders of image files share.
#pragma once
#include <setjmp.h>

#include "images.h"

/// The functions of a kind of file, as those of images.h; they may jump to `escape`.
typedef struct {
  void (*open)(apus_image_decoder *, apus_image_shape *);
  void (*start)(apus_image_decoder *, int32_t reduction, apus_image_shape *);
  void (*read)(apus_image_decoder *, uint8_t *rows, int32_t count);
  void (*finish)(apus_image_decoder *);
  void (*close)(apus_image_decoder *);
} apus_image_kind;

/// The beginning of each kind's own structure.
struct apus_image_decoder {
  const apus_image_kind *kind;
  const uint8_t *bytes;
  size_t count;
  int32_t channels;     // what rows come as
  bool is_held_whole;  // whether the first row needs memory for all
  jmp_buf escape;
  char problem[APUS_IMAGE_MESSAGE_SIZE];
};

apus_image_decoder *apus_jpeg_decoder(void);
apus_image_decoder *apus_png_decoder(void);

/// Says what is wrong, as printf, and jumps out.
_Noreturn void apus_image_fail(apus_image_decoder *decoder, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/// A row of grey as R, G, B; `rgb` may be `grey`.
void apus_rgb_from_grey(const uint8_t *grey, uint8_t *rgb, int32_t width);
