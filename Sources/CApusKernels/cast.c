#include "cast.h"
#include "bfloat16.h"
#include "multiversion.h"
#include "parallel.h"

typedef uint16_t bfloat16;
typedef uint8_t boolean;
typedef void (*cast_kernel)(const void *restrict, void *restrict, int64_t);

// Floating point to whole numbers: the bounds are clamped first, because converting what lies
// beyond them is undefined in C. `LOW` and `HIGH` are exact in the floating-point type, `HIGH` the
// largest one that fits.
#define TRUNCATE(NAME, FLOAT, INTEGER, LOW, HIGH, ABOVE)                            \
  static inline __attribute__((always_inline)) INTEGER NAME(FLOAT value) {          \
    FLOAT inside = value < (LOW) ? (LOW) : value;                                   \
    inside = inside > (HIGH) ? (HIGH) : inside;                                     \
    inside = value != value ? 0 : inside;                                           \
    INTEGER whole = (INTEGER)inside;                                                \
    return value > (HIGH) ? (ABOVE) : whole;                                        \
  }
TRUNCATE(int32_of_float, float, int32_t, -2147483648.0f, 2147483520.0f, INT32_MAX)
TRUNCATE(int32_of_double, double, int32_t, -2147483648.0, 2147483647.0, INT32_MAX)
TRUNCATE(int64_of_float, float, int64_t, -9223372036854775808.0f, 9223371487098961920.0f, INT64_MAX)
TRUNCATE(int64_of_double, double, int64_t, -9223372036854775808.0, 9223372036854774784.0, INT64_MAX)
TRUNCATE(byte_of_float, float, int32_t, 0.0f, 255.0f, 255)
TRUNCATE(byte_of_double, double, int32_t, 0.0, 255.0, 255)

#define CAST(FROM, TO, EXPRESSION)                                                                 \
  APUS_MULTIVERSION static void FROM##_to_##TO(const void *restrict in, void *restrict out,        \
                                               int64_t n) {                                        \
    const FROM *restrict from = in;                                                                \
    TO *restrict to = out;                                                                         \
    for (int64_t i = 0; i < n; i++) {                                                              \
      FROM x = from[i];                                                                            \
      to[i] = (TO)(EXPRESSION);                                                                    \
    }                                                                                              \
  }

CAST(float, double, x)
CAST(float, bfloat16, to_bfloat16(x))
CAST(float, int32_t, int32_of_float(x))
CAST(float, int64_t, int64_of_float(x))
CAST(float, uint8_t, byte_of_float(x))
CAST(float, boolean, x != 0)
CAST(double, float, x)
CAST(double, bfloat16, to_bfloat16((float)x))
CAST(double, int32_t, int32_of_double(x))
CAST(double, int64_t, int64_of_double(x))
CAST(double, uint8_t, byte_of_double(x))
CAST(double, boolean, x != 0)
CAST(bfloat16, float, from_bfloat16(x))
CAST(bfloat16, double, from_bfloat16(x))
CAST(bfloat16, int32_t, int32_of_float(from_bfloat16(x)))
CAST(bfloat16, int64_t, int64_of_float(from_bfloat16(x)))
CAST(bfloat16, uint8_t, byte_of_float(from_bfloat16(x)))
CAST(bfloat16, boolean, (x & 0x7FFF) != 0)
CAST(int32_t, float, x)
CAST(int32_t, double, x)
CAST(int32_t, bfloat16, to_bfloat16((float)x))
CAST(int32_t, int64_t, x)
CAST(int32_t, uint8_t, x)
CAST(int32_t, boolean, x != 0)
CAST(int64_t, float, x)
CAST(int64_t, double, x)
CAST(int64_t, bfloat16, to_bfloat16((float)x))
CAST(int64_t, int32_t, x)
CAST(int64_t, uint8_t, x)
CAST(int64_t, boolean, x != 0)
CAST(uint8_t, float, x)
CAST(uint8_t, double, x)
CAST(uint8_t, bfloat16, to_bfloat16((float)x))
CAST(uint8_t, int32_t, x)
CAST(uint8_t, int64_t, x)
CAST(uint8_t, boolean, x != 0)

static void copy_1(const void *restrict in, void *restrict out, int64_t n) {
  memcpy(out, in, (size_t)n);
}
static void copy_2(const void *restrict in, void *restrict out, int64_t n) {
  memcpy(out, in, 2 * (size_t)n);
}
static void copy_4(const void *restrict in, void *restrict out, int64_t n) {
  memcpy(out, in, 4 * (size_t)n);
}
static void copy_8(const void *restrict in, void *restrict out, int64_t n) {
  memcpy(out, in, 8 * (size_t)n);
}

// A bool's byte is 0 or 1, so it converts as a uint8 does.
static const cast_kernel kernels[APUS_ELEMENT_TYPES][APUS_ELEMENT_TYPES] = {
    {copy_4, float_to_double, float_to_bfloat16, float_to_int32_t, float_to_int64_t,
     float_to_uint8_t, float_to_boolean},
    {double_to_float, copy_8, double_to_bfloat16, double_to_int32_t, double_to_int64_t,
     double_to_uint8_t, double_to_boolean},
    {bfloat16_to_float, bfloat16_to_double, copy_2, bfloat16_to_int32_t, bfloat16_to_int64_t,
     bfloat16_to_uint8_t, bfloat16_to_boolean},
    {int32_t_to_float, int32_t_to_double, int32_t_to_bfloat16, copy_4, int32_t_to_int64_t,
     int32_t_to_uint8_t, int32_t_to_boolean},
    {int64_t_to_float, int64_t_to_double, int64_t_to_bfloat16, int64_t_to_int32_t, copy_8,
     int64_t_to_uint8_t, int64_t_to_boolean},
    {uint8_t_to_float, uint8_t_to_double, uint8_t_to_bfloat16, uint8_t_to_int32_t,
     uint8_t_to_int64_t, copy_1, uint8_t_to_boolean},
    {uint8_t_to_float, uint8_t_to_double, uint8_t_to_bfloat16, uint8_t_to_int32_t,
     uint8_t_to_int64_t, copy_1, copy_1},
};

static const int64_t sizes[APUS_ELEMENT_TYPES] = {4, 8, 2, 4, 8, 1, 1};

typedef struct {
  cast_kernel kernel;
  const char *in;
  char *out;
  int64_t from_size, to_size;
} cast_work;

static void cast_range(void *context, int64_t begin, int64_t end) {
  const cast_work *work = context;
  work->kernel(work->in + begin * work->from_size, work->out + begin * work->to_size, end - begin);
}

void apus_cast(const void *in, apus_element_type from, void *out, apus_element_type to,
               int64_t count) {
  cast_work work = {kernels[from][to], in, out, sizes[from], sizes[to]};
  apus_parallel(count, 16384, cast_range, &work);
}

APUS_MULTIVERSION static void round_range(void *context, int64_t begin, int64_t end) {
  const cast_work *work = context;
  const float *restrict in = (const float *)work->in;
  float *restrict out = (float *)work->out;
  for (int64_t i = begin; i < end; i++) out[i] = from_bfloat16(to_bfloat16(in[i]));
}

void apus_round_to_bfloat16(const float *in, float *out, int64_t count) {
  cast_work work = {.in = (const char *)in, .out = (char *)out};
  apus_parallel(count, 16384, round_range, &work);
}

void apus_cast_here(
  const void *in, apus_element_type from, void *out, apus_element_type to, int64_t count) {
  kernels[from][to](in, out, count);
}
