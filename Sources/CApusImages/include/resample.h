// Pictures of 8-bit pixels at another size, row by row: bilinear interpolation that averages where a picture shrinks.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One direction: `old_count` pixels, of which the first `old_extent` (a fraction may count) are scaled to `new_extent`;
/// wanted are `count` of these from `first` on.
typedef struct {
  int32_t old_count;
  double old_extent;
  int32_t new_extent, first, count;
} apus_resampling;

/// Each new pixel is the mean of the old ones around its centre, weighted by a triangle as wide as two new pixels where
/// the picture shrinks, as two old ones where it grows; rows first, then columns, rounded to bytes after each. These are
/// the bytes of Pillow's `resize(…, BILINEAR)`.
typedef struct apus_resampler apus_resampler;

/// A resampler for rows of `channels` bytes a pixel; NULL where there is no memory. Extents and counts are above 0.
apus_resampler *apus_resampler_create(apus_resampling columns, apus_resampling rows, int32_t channels);

/// Takes the next `count` old rows, which lie one after another; writes the new rows that they complete to `target`,
/// `stride` bytes apart, and returns how many.
int32_t apus_resampler_take(apus_resampler *resampler, const uint8_t *old, int32_t count, uint8_t *target, size_t stride);

void apus_resampler_destroy(apus_resampler *resampler);
