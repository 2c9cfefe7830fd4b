// JPEG and PNG between memory and 8-bit pixels. C, because both libraries report errors by longjmp.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { APUS_IMAGE_MESSAGE_SIZE = 256 };

typedef enum {
  APUS_IMAGE_DONE = 0,
  APUS_IMAGE_TOO_SMALL = 1,  // the shape is known and sound, but `capacity` does not hold it; nothing was decoded
  APUS_IMAGE_BAD = 2,        // truncated, corrupt or foreign; the message says why
} apus_image_status;

/// Pixels are rows from the top, channels last: 1 channel where the file is grey, else 3 (R, G, B).
typedef struct {
  int32_t width, height, channels;
} apus_image_shape;

/// Decodes into `pixels`, which holds `capacity` bytes. With `capacity` 0 only the shape is found, so a caller can
/// check its limits before it allocates. Without `keeps_rows` every row is written over the one before, so one row's
/// room is enough to find out whether the file is sound. A shape that `count` bytes cannot possibly hold is an error by itself.
/// `message` has APUS_IMAGE_MESSAGE_SIZE bytes.
apus_image_status apus_jpeg_decode(const uint8_t *bytes, size_t count, apus_image_shape *shape, uint8_t *pixels,
                                   size_t capacity, bool keeps_rows, char *message);

/// As `apus_jpeg_decode`. Palettes are looked up, 16-bit samples scaled to 8, and alpha is dropped.
apus_image_status apus_png_decode(const uint8_t *bytes, size_t count, apus_image_shape *shape, uint8_t *pixels,
                                  size_t capacity, bool keeps_rows, char *message);

/// The most bytes `apus_png_encode` may write.
size_t apus_png_bound(apus_image_shape shape);

/// Writes a PNG file to `bytes`, which holds `*count`; sets `*count` to its size.
apus_image_status apus_png_encode(const uint8_t *pixels, apus_image_shape shape, uint8_t *bytes, size_t *count,
                                  char *message);
