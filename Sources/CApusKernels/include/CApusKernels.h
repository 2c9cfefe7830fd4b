// Everything that Swift sees of the kernels; one header a concept.
#pragma once
#include "allocator.h"
#include "cast.h"
#include "elements.h"
#include "elementwise.h"
#include "multiversion.h"
#include "optimizers.h"
#include "parallel.h"
#include "recorder.h"
#include "sum.h"
