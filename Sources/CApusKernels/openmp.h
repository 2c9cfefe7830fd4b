// oneDNN's OpenMP regions on the team of ours. Linux only.
#pragma once
#include <stdbool.h>

/// Whether oneDNN's calls of OpenMP come to `openmp.c`: so wherever the dynamic linker looks in the
/// program before libgomp.
bool apus_openmp_is_ours(void);

/// Whether the calling thread is inside a region of another OpenMP.
bool apus_openmp_is_inside(void);

/// Gives the other OpenMP's setting of the calling thread this number.
void apus_openmp_set_threads(int count);
