#include "unfold.h"
#include "multiversion.h"
#include "parallel.h"
#include <string.h>
#include "real_kernel.h"

enum { GRAIN = 1 << 15 /* elements */ };

typedef struct {
  const apus_windows *w;
  const void *from;
  void *to;
} windows_job;

/// A window: for each tap the elements of one place, `taps` runs apart.
#define DEFINE_WINDOWS(T, SUFFIX)                                                                  \
  APUS_MULTIVERSION static void unfold_windows_##SUFFIX(void *context, int64_t begin,              \
                                                        int64_t end) {                             \
    const windows_job *job = context;                                                              \
    const apus_windows *w = job->w;                                                                \
    int64_t run = w->inner, step = w->taps * run, place_size = w->middle * run;                    \
    for (int64_t window = begin; window < end; window++) {                                         \
      int64_t first = window % w->windows * w->stride - w->before;                                 \
      for (int64_t t = 0; t < w->taps; t++) {                                                      \
        T *restrict to = (T *)job->to + window * w->middle * step + t * run;                       \
        int64_t place = first + t * w->dilation;                                                   \
        if (place < 0 || place >= w->extent) {                                                     \
          for (int64_t m = 0; m < w->middle; m++, to += step)                                      \
            memset(to, 0, (size_t)run * sizeof(T));                                                \
          continue;                                                                                \
        }                                                                                          \
        const T *restrict from =                                                                   \
            (const T *)job->from + (window / w->windows * w->extent + place) * place_size;         \
        for (int64_t m = 0; m < w->middle; m++, to += step, from += run)                           \
          for (int64_t i = 0; i < run; i++) to[i] = from[i];                                       \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  APUS_MULTIVERSION static void fold_places_##SUFFIX(void *context, int64_t begin, int64_t end) {  \
    const windows_job *job = context;                                                              \
    const apus_windows *w = job->w;                                                                \
    int64_t run = w->inner, step = w->taps * run, place_size = w->middle * run;                    \
    for (int64_t place = begin; place < end; place++) {                                            \
      T *sums = (T *)job->to + place * place_size;                                                 \
      memset(sums, 0, (size_t)place_size * sizeof(T));                                             \
      for (int64_t t = 0; t < w->taps; t++) {                                                      \
        int64_t at = place % w->extent + w->before - t * w->dilation;                              \
        if (at < 0 || at % w->stride || at / w->stride >= w->windows) continue;                    \
        int64_t window = place / w->extent * w->windows + at / w->stride;                          \
        const T *restrict from = (const T *)job->from + window * w->middle * step + t * run;       \
        T *restrict to = sums;                                                                     \
        for (int64_t m = 0; m < w->middle; m++, to += run, from += step)                           \
          for (int64_t i = 0; i < run; i++) to[i] += from[i];                                      \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  void apus_unfold_##SUFFIX(const apus_windows *w, const T *folded, T *unfolded) {                 \
    windows_job job = {w, folded, unfolded};                                                       \
    int64_t size = w->middle * w->taps * w->inner;                                                 \
    apus_parallel(w->outer * w->windows, 1 + GRAIN / (size + 1), unfold_windows_##SUFFIX, &job);   \
  }                                                                                                \
                                                                                                   \
  void apus_fold_##SUFFIX(const apus_windows *w, const T *unfolded, T *folded) {                   \
    windows_job job = {w, unfolded, folded};                                                       \
    int64_t size = w->middle * w->taps * w->inner;                                                 \
    apus_parallel(w->outer * w->extent, 1 + GRAIN / (size + 1), fold_places_##SUFFIX, &job);       \
  }

DEFINE_WINDOWS(float, f32)
DEFINE_WINDOWS(double, f64)

APUS_REAL_KERNEL(
  void, apus_unfold,
  (apus_element_type type, const apus_windows *shape, const void *folded, void *unfolded),
  (shape, folded, unfolded))
APUS_REAL_KERNEL(
  void, apus_fold,
  (apus_element_type type, const apus_windows *shape, const void *unfolded, void *folded),
  (shape, unfolded, folded))
