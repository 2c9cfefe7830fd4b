// A kernel for both floating-point types, called by the type of its elements.
#pragma once
#include "elements.h"

/// Defines NAME, whose PARAMETERS begin with `apus_element_type type`, from NAME_f32 and NAME_f64.
#define APUS_REAL_KERNEL(RETURN, NAME, PARAMETERS, ARGUMENTS)                       \
  RETURN NAME PARAMETERS {                                                          \
    return type == APUS_FLOAT64 ? NAME##_f64 ARGUMENTS : NAME##_f32 ARGUMENTS;      \
  }
