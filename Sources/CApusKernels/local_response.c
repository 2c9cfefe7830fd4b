#include "local_response.h"
#include "inline.h"
#include <string.h>
#include "allocator.h"
#include "multiversion.h"
#include "parallel.h"
#include "vector_math.h"

#define T float
#define NAME(name) name##_f32
#define EXP vector_exp
#define LOG vector_log
#include "local_response_kernels.h"
#undef T
#undef NAME
#undef EXP
#undef LOG
#define T double
#define NAME(name) name##_f64
#define EXP exp
#define LOG log
#include "local_response_kernels.h"
