// What Swift sees of libjpeg, libpng and zlib, and of pixels; one header a concept.
#pragma once
#include "deflate.h"
#include "images.h"
#include "inflate.h"
#include "resample.h"
#include "scale.h"
