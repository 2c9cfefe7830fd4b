// What Swift sees of zlib.
#pragma once
#include "deflate.h"
#include "inflate.h"
