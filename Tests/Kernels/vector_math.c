// Largest error of the functions in vector_math.h against the library in double, in units in the
// last place.
//
//   clang -O2 -march=x86-64-v3 -ISources/CApusKernels Tests/Kernels/vector_math.c -lm && ./a.out
//   [step]
//
// `step` is the distance of the bit patterns tried: 1 tries every float. Exits 1 above 2.5 units.
#include "vector_math.h"
#include <stdio.h>
#include <stdlib.h>

static double unit(float y) {
  float a = fabsf(y);
  return a < 0x1p-126f ? 0x1p-149 : (double)nextafterf(a, INFINITY) - a;
}

static float sine(float x) { return turned_sine(x, 0); }
static float cosine(float x) { return turned_sine(x, 1); }
static double sigmoid(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }
static double softplus(double x) { return (x > 0 ? x : 0) + log1p(exp(-fabs(x))); }

typedef struct {
  const char *name;
  float (*function)(float);
  double (*reference)(double);
  float limit;
} test;

static float exponential(float x) { return vector_exp(x); }
static float exponential_minus_one(float x) { return vector_expm1(x); }
static float logarithm(float x) { return vector_log(x); }
static float logarithm_one_plus(float x) { return vector_log1p(x); }
static float tangent(float x) { return vector_tanh(x); }
static float logistic(float x) { return vector_sigmoid(x); }
static float arc_tangent(float x) { return vector_atan(x); }
static float soft(float x) { return vector_softplus(x); }
static float error_function(float x) { return vector_erf(x); }

int main(int count, char **arguments) {
  uint64_t step = count > 1 ? (uint64_t)atoll(arguments[1]) : 97;
  const test tests[] = {
    {"exp", exponential, exp, INFINITY}, {"expm1", exponential_minus_one, expm1, INFINITY},
    {"log", logarithm, log, INFINITY}, {"log1p", logarithm_one_plus, log1p, INFINITY},
    {"tanh", tangent, tanh, INFINITY}, {"sigmoid", logistic, sigmoid, INFINITY},
    {"atan", arc_tangent, atan, INFINITY},
    {"softplus", soft, softplus, INFINITY}, {"erf", error_function, erf, INFINITY},
    {"sin", sine, sin, APUS_TURNING_LIMIT}, {"cos", cosine, cos, APUS_TURNING_LIMIT}};
  int failed = 0;
  for (unsigned t = 0; t < sizeof tests / sizeof *tests; t++) {
    double worst = 0;
    float at = 0;
    for (uint64_t bits = 0; bits < (uint64_t)1 << 32; bits += step) {
      float x = float_of_bits((int32_t)(uint32_t)bits);
      if (fabsf(x) > tests[t].limit || (x != x && tests[t].limit < INFINITY)) continue;
      float y = tests[t].function(x);
      double exact = tests[t].reference(x);
      float rounded = (float)exact;
      double error;
      if (isnan(rounded) || isinf(rounded))
        error = isnan(rounded) ? !isnan(y) * 1e9 : (y != rounded) * 1e9;
      else error = fabs((double)y - exact) / unit(rounded);
      if (!(error <= worst)) worst = error, at = x;
    }
    printf("%-9s %.3f units at %a\n", tests[t].name, worst, at);
    if (!(worst <= 2.5)) failed = 1;
  }
  return failed;
}
