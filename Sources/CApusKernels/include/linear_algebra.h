// Factorizations of small dense matrices: row-major float64, one after another in a batch, each on
// one thread. Where a matrix has no result (singular, not positive definite, not finite) all of its
// results are NaN.
#pragma once
#include <stdint.h>

typedef enum { APUS_GENERAL, APUS_LOWER, APUS_UPPER } apus_matrix_form;

/// x [n, k] with op(a) x = b, where op transposes if `transposed`. General matrices are factored
/// with row exchanges; of triangular ones only their triangle is read.
void apus_solve(int64_t batch, int64_t n, int64_t k, apus_matrix_form form, int transposed,
                const double *a, const double *b, double *x);

/// The determinant, its sign (0 where it is 0) and ln |det|.
void apus_determinant(int64_t batch, int64_t n, const double *a, double *determinant, double *sign,
                      double *logarithm);

/// The lower triangle l with l lᵀ = a; reads a's lower triangle.
void apus_cholesky(int64_t batch, int64_t n, const double *a, double *l);

/// a [m, n], m ≥ n, as q [m, n] with orthonormal columns times the upper triangle r [n, n], whose
/// diagonal is not negative.
void apus_qr(int64_t batch, int64_t m, int64_t n, const double *a, double *q, double *r);

/// a [m, n], m ≥ n, as u [m, n] · diag(s) · v [n, n]: s descending, u's columns and v's rows
/// orthonormal, the greatest element of each row of v positive.
void apus_svd(int64_t batch, int64_t m, int64_t n, const double *a, double *u, double *s,
              double *v);

/// Eigenvalues, ascending, and eigenvectors (columns) of symmetric matrices; reads all of a. The
/// greatest element of each vector is positive.
void apus_symmetric_eigen(int64_t batch, int64_t n, const double *a, double *values,
                          double *vectors);
