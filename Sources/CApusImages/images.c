#include "CApusImages.h"
