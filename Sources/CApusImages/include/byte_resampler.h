// Pictures of 8-bit pixels at another size, row by row: bilinear interpolation that averages where
// a picture shrinks.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One direction: `old_count` pixels, of which the first `old_extent` (a fraction may count) are
/// scaled to `new_extent`; wanted are `count` of these from `first` on.
typedef struct {
  int32_t old_count;
  double old_extent;
  int32_t new_extent, first, count;
} apus_byte_axis;

/// Each new pixel is the mean of the old ones around its centre, weighted by a triangle as wide as
/// two new pixels where the picture shrinks, as two old ones where it grows; along rows first, then
/// along columns, rounded to bytes after each. These are the bytes of Pillow's
/// `resize(…, BILINEAR)`, which for some shapes takes columns first.
typedef struct apus_byte_resampler apus_byte_resampler;

/// A resampler for rows of `channels` bytes a pixel; NULL where there is no memory. Extents and
/// counts are above 0.
apus_byte_resampler *apus_byte_resampler_create(apus_byte_axis columns, apus_byte_axis rows,
                                                int32_t channels);

/// Takes the next `count` old rows, which lie one after another; writes the new rows that they
/// complete to `target`, `stride` bytes apart, and returns how many.
int32_t apus_byte_resampler_take(apus_byte_resampler *resampler, const uint8_t *old, int32_t count,
                                 uint8_t *target, size_t stride);

void apus_byte_resampler_destroy(apus_byte_resampler *resampler);
