#pragma once
#include <stdint.h>

/// The columns of a matrix [m, n], m ≥ n, given as rows [n, m] and overwritten, as q (also as rows
/// [n, m]) times r [n, n], whose diagonal is not negative. diagonal: n numbers of scratch.
void apus_qr_columns(int64_t m, int64_t n, double *columns, double *q, double *r, double *diagonal);
