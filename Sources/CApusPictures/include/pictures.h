// Pixels of an SVG picture; wraps librsvg.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { APUS_PICTURE_MESSAGE_SIZE = 256 };

typedef enum {
  APUS_PICTURE_DONE = 0,
  APUS_PICTURE_NO_LIBRARY = 1,  // librsvg is not installed
  APUS_PICTURE_NO_FONT = 2,     // no font is installed, so text would be missing
  APUS_PICTURE_FAILED = 3,      // no memory, or no SVG; the message says why
} apus_picture_status;

/// Draws the SVG text in `svg`, `count` bytes, over white into `pixels`: `height` rows of `width`
/// pixels of three bytes (R, G, B). `message` has APUS_PICTURE_MESSAGE_SIZE bytes.
apus_picture_status apus_picture_draw(const uint8_t *svg, size_t count, int32_t width,
                                      int32_t height, uint8_t *pixels, char *message);
