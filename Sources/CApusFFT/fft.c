#include "CApusFFT.h"
#include "lines.h"
#include "parallel.h"
#include <stdatomic.h>

typedef struct {
  apus_fft_lines lines;
  int (*transform)(const apus_fft_lines *, int64_t, int64_t);
  _Atomic int failed;
} work;

static void run(void *context, int64_t begin, int64_t end) {
  work *w = context;
  if (w->transform(&w->lines, begin, end)) atomic_store(&w->failed, 1);
}

int apus_fft(apus_fft_type type, const void *x, void *out, int64_t outer, int64_t count,
             int64_t inner, int inverse, double scale) {
  if (outer <= 0 || count <= 0 || inner <= 0) return 0;
  work w = {{x, out, count, inner, inverse, scale},
            type == APUS_FFT_FLOAT32 ? apus_fft_lines_float32 : apus_fft_lines_float64, 0};
  apus_parallel(outer * inner, 1 + 8192 / count, run, &w);
  return atomic_load(&w.failed);
}
