// Everything that Swift sees of the kernels; one header a concept.
#pragma once
#include "allocator.h"
#include "cast.h"
#include "dropout.h"
#include "elements.h"
#include "elementwise.h"
#include "multiversion.h"
#include "normalization.h"
#include "parallel.h"
#include "philox.h"
#include "recorder.h"
#include "softmax.h"
#include "sum.h"
