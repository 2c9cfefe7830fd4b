// Everything that Swift sees of the kernels; one header a concept.
#pragma once
#include "allocator.h"
#include "convolution.h"
#include "gemm.h"
#include "parallel.h"
#include "pooling.h"
