#include "bfloat16.h"
#include "elementwise.h"
#include "multiversion.h"
#include "parallel.h"

typedef struct {
  const void *in;
  void *out;
  double lower, upper;
} clamp_work;

// Bounds beyond a whole type's range leave that side open.
#define CLAMP(TYPE, VALUE, MINIMUM, MAXIMUM)                                                       \
  APUS_MULTIVERSION static void clamp_##TYPE(void *context, int64_t begin, int64_t end) {          \
    const clamp_work *work = context;                                                              \
    const TYPE *restrict in = work->in;                                                            \
    TYPE *restrict out = work->out;                                                                \
    VALUE lower = work->lower <= (double)(MINIMUM) ? (MINIMUM)                                     \
                  : work->lower >= (double)(MAXIMUM) ? (MAXIMUM) : (VALUE)work->lower;             \
    VALUE upper = work->upper >= (double)(MAXIMUM) ? (MAXIMUM)                                     \
                  : work->upper <= (double)(MINIMUM) ? (MINIMUM) : (VALUE)work->upper;             \
    for (int64_t i = begin; i < end; i++) {                                                        \
      VALUE x = LOAD(in[i]);                                                                       \
      x = x < lower ? lower : x;                                                                   \
      x = x > upper ? upper : x;                                                                   \
      out[i] = STORE(x);                                                                           \
    }                                                                                              \
  }
#define LOAD(x) (x)
#define STORE(x) (x)
CLAMP(float, float, -__builtin_inff(), __builtin_inff())
CLAMP(double, double, -__builtin_inf(), __builtin_inf())
CLAMP(int32_t, int32_t, INT32_MIN, INT32_MAX)
CLAMP(int64_t, int64_t, INT64_MIN, INT64_MAX)
CLAMP(uint8_t, uint8_t, 0, UINT8_MAX)
#undef LOAD
#undef STORE
#define LOAD(x) from_bfloat16(x)
#define STORE(x) to_bfloat16(x)
CLAMP(uint16_t, float, -__builtin_inff(), __builtin_inff())

void apus_clamp(
  apus_element_type type, const void *in, double lower, double upper, void *out, int64_t count) {
  static const apus_range_body bodies[APUS_ELEMENT_TYPES] = {
      clamp_float,   clamp_double,  clamp_uint16_t, clamp_int32_t,
      clamp_int64_t, clamp_uint8_t, clamp_uint8_t};
  clamp_work work = {in, out, lower, upper};
  apus_parallel(count, 16384, bodies[type], &work);
}
