#include "softmax.h"
#include "inline.h"
#include <stddef.h>
#include "exp_log.h"
#include "multiversion.h"
#include "parallel.h"

// Rows are worked on in blocks that stay in the nearest cache: exponentials run over a whole block
// at once, so rows of ten classes are vectorised as well as rows of a thousand.
enum { BLOCK = 2048, LANES = 16, TILE = 64, WORK = 8192 };

static int64_t grain_of(int64_t n) { return n < WORK ? WORK / (n < 1 ? 1 : n) : 1; }

static int64_t label_at(apus_labels labels, int64_t row) {
  switch (labels.width) {
    case 1: return ((const uint8_t *)labels.elements)[row];
    case 4: return ((const int32_t *)labels.elements)[row];
    default: return ((const int64_t *)labels.elements)[row];
  }
}

#define T float
#define NAME(name) name##_f32
#include "softmax_kernels.h"
#undef T
#undef NAME
#define T double
#define NAME(name) name##_f64
#include "softmax_kernels.h"
