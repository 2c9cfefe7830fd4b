// What Swift sees of libjpeg, libpng and zlib; one header a concept.
#pragma once
#include "images.h"
#include "inflate.h"
