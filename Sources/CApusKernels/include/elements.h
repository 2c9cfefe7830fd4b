// Element types and shapes as kernels see them.
#pragma once
#include <stdint.h>

/// The element types, in the order of Swift's `DType`.
typedef enum {
  APUS_FLOAT32, APUS_FLOAT64, APUS_BFLOAT16, APUS_INT32, APUS_INT64, APUS_UINT8, APUS_BOOL,
  APUS_ELEMENT_TYPES
} apus_element_type;

/// The extents of a dense row-major array, outermost axis first.
typedef struct {
  int64_t rank;
  int64_t extents[8];
} apus_shape;
