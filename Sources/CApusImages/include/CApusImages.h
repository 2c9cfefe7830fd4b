// What Swift sees of libjpeg, libpng and zlib, and of pixels; one header a concept.
#pragma once
#include "byte_resampler.h"
#include "deflate.h"
#include "images.h"
#include "inflate.h"
#include "scale.h"
