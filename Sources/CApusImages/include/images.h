// JPEG and PNG between memory and 8-bit pixels. C, because both libraries report errors by longjmp.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { APUS_IMAGE_MESSAGE_SIZE = 256 };

/// Pixels are rows from the top, channels last: 1 channel is grey, 3 are R, G, B.
typedef struct {
  int32_t width, height, channels;
} apus_image_shape;

/// An image file in memory that is read row by row, so that nobody allocates what its header merely
/// claims.
///
/// Every function that returns bool returns false where the file is damaged; `apus_image_problem`
/// says why, and only `apus_image_close` may follow.
typedef struct apus_image_decoder apus_image_decoder;

/// Begins with `count` bytes that must stay until the end: a JPEG file where they begin with FF D8,
/// else a PNG file.
///
/// `shape` becomes what the header says; its width is 0 where that is damaged, or more than `count`
/// bytes can hold. Channels are 1 where the file is grey, else 3. NULL only where there is no
/// memory.
apus_image_decoder *apus_image_open(const uint8_t *bytes, size_t count, apus_image_shape *shape);

/// Whether the decoder needs memory for the whole picture before it gives the first row:
/// progressive and interlaced files.
bool apus_image_is_held_whole(const apus_image_decoder *decoder);

/// Chooses what rows come as, once, before the first is read; `shape` becomes that of all rows
/// together.
///
/// Palettes are looked up, samples of 16 bits become the nearest of 8, alpha is dropped, inks
/// become light, and grey is made from colour by Pillow's rule. A JPEG file is decoded at a
/// `reduction`-th of its size, 1, 2, 4 or 8, for a fraction of the time: each pixel is then the
/// mean of as many, nearly. PNG files are not reduced.
bool apus_image_start(apus_image_decoder *decoder, int32_t channels, int32_t reduction,
                      apus_image_shape *shape);

/// The next `count` rows, one after another.
bool apus_image_read(apus_image_decoder *decoder, uint8_t *rows, int32_t count);

/// Reads what follows the last row, which a sound file has too.
bool apus_image_finish(apus_image_decoder *decoder);

/// What is wrong with the file, at most APUS_IMAGE_MESSAGE_SIZE bytes; empty where nothing is.
const char *apus_image_problem(const apus_image_decoder *decoder);

void apus_image_close(apus_image_decoder *decoder);

/// `count` pixels of R, G, B as grey by Pillow's rule; `grey` may be `rgb`.
void apus_grey_from_rgb(const uint8_t *rgb, uint8_t *grey, int32_t count);

/// The most bytes `apus_png_encode` may write.
size_t apus_png_bound(apus_image_shape shape);

/// Writes a PNG file to `bytes`, which holds `*count`; sets `*count` to its size. False where it
/// cannot be made; `message` has APUS_IMAGE_MESSAGE_SIZE bytes and says why.
bool apus_png_encode(const uint8_t *pixels, apus_image_shape shape, uint8_t *bytes, size_t *count,
                     char *message);

/// Makes a JPEG file of `quality`, 1 to 100; sets `*bytes`, which the caller frees, and `*count` to
/// its size. False where it cannot be made; `message` has APUS_IMAGE_MESSAGE_SIZE bytes and says
/// why.
bool apus_jpeg_encode(const uint8_t *pixels, apus_image_shape shape, int32_t quality,
                      uint8_t **bytes, size_t *count, char *message);
