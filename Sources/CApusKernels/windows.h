// What kernels share that look at windows of channels-last images: the channels make the vectors.
#pragma once
#include "inline.h"
#include "multiversion.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__clang__)
// vectors pass between functions only where those are inlined
#pragma clang diagnostic ignored "-Wpsabi"
#endif
#define CLONES APUS_MULTIVERSION

enum { LANES = 8 };
typedef int32_t places __attribute__((vector_size(LANES * 4)));
typedef int32_t places_anywhere __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
#define all_equal(zeros, value) ((zeros) + (value))

/// The places begin, begin + 1, … before end along an axis.
typedef struct {
  int64_t begin, end;
} range;
