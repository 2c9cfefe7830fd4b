// What Swift sees of libjpeg and libpng, and of pixels; one header a concept.
#pragma once
#include "byte_resampler.h"
#include "image_blur.h"
#include "image_colour.h"
#include "image_warp.h"
#include "images.h"
#include "scale.h"
