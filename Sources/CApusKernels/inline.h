// What kernels of all kinds need: functions that are part of their callers, and the lesser and the
// greater of two counts.
#pragma once
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))

INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
INLINE int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
