// Colours of one image of channels-last floats in 0...1, changed in place on the calling thread.
#pragma once
#include <stdint.h>

/// x ← factor · x + (1 − factor) · other, held in 0...1.
void apus_image_blend(float *x, int64_t elements, float factor, float other);

/// The mean over all pixels of 0.2989 red + 0.587 green + 0.114 blue; of the pixels themselves
/// where `channels` is 1.
float apus_image_mean_grey(const float *x, int64_t pixels, int channels);

/// Each pixel's x ← factor · x + (1 − factor) · grey, held in 0...1.
void apus_image_saturate(float *x, int64_t pixels, float factor);

/// Turns each pixel's hue by `turns`, whole turns of the circle of colours; saturation and value of
/// HSV stay.
void apus_image_turn_hue(float *x, int64_t pixels, float turns);

/// x[·, c] ← (x[·, c] − mean[c]) · scale[c].
void apus_image_standardize(float *x, int64_t pixels, int64_t channels, const float *mean,
                            const float *scale);

/// x ← x + noise, held in 0...1 where `clips`.
void apus_image_add(float *x, const float *noise, int64_t elements, int clips);

/// All channels of a pixel ← 0 where its number of `draws` is below `pepper`, else 1 where it is
/// below `both`.
void apus_image_salt(float *x, int64_t pixels, int64_t channels, const float *draws, float pepper,
                     float both);
