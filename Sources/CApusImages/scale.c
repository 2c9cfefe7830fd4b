#include "scale.h"

// Compiled once for each x86-64 level; the loader takes the best that the processor has.
#if defined(__x86_64__) && defined(__linux__)
#define EACH_LEVEL __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define EACH_LEVEL
#endif

// A division would take most of the time. 1/255 in two parts: the product with the first is exact,
// so the sum is rounded once and is the quotient, as a test shows for all 256 bytes.
static const float FIRST = 0x1.01p-8f, REST = (float)(1.0 / 255.0 - 0x1.01p-8);

EACH_LEVEL void apus_scale_bytes(const uint8_t *restrict bytes, float *restrict target,
                                 size_t count) {
  for (size_t i = 0; i < count; i++) target[i] = (float)bytes[i] * FIRST + (float)bytes[i] * REST;
}

void apus_prefetch_bytes(const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i += 64) __builtin_prefetch(bytes + i);
}
