// The work of one transform, between the C that divides it and the C++ that does it.
#pragma once
#include "CApusFFT.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  const void *x;
  void *out;
  int64_t count, inner;
  int inverse;
  double scale;
} apus_fft_lines;

/// Transforms lines [begin, end) of all outer · inner ones; 1 where memory ran out.
int apus_fft_lines_float32(const apus_fft_lines *lines, int64_t begin, int64_t end);
int apus_fft_lines_float64(const apus_fft_lines *lines, int64_t begin, int64_t end);

#ifdef __cplusplus
}
#endif
