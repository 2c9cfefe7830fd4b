// Everything that Swift sees of the kernels; one header a concept.
#pragma once
#include "allocator.h"
#include "dropout.h"
#include "normalization.h"
#include "parallel.h"
#include "philox.h"
#include "recorder.h"
#include "softmax.h"
