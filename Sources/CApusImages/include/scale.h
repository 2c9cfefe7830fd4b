// Pixels as a network takes them.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// target[i] = bytes[i] / 255, the nearest float.
void apus_scale_bytes(const uint8_t *bytes, float *target, size_t count);

/// Has the processor fetch bytes that are wanted soon: shuffled examples lie where it cannot guess.
void apus_prefetch_bytes(const uint8_t *bytes, size_t count);
