// Matrix products over row-major matrices with leading dimensions, on the one thread team.
//
// The same shapes on the same number of threads give the same bits, whatever the alignment of the
// pointers.
#pragma once
#include "activation.h"
#include <stdint.h>

/// What happens to a product before it is stored: C = activation(A·B [+ C] [+ bias]).
typedef struct {
  const float *bias;           // n values, added to each row; or NULL
  apus_activation activation;
  int accumulate;              // adds to what C holds
} apus_sgemm_epilogue;

typedef struct {
  const double *bias;
  apus_activation activation;
  int accumulate;
} apus_dgemm_epilogue;

/// C[m,n] = op(A)[m,k] · op(B)[k,n], where op transposes if its flag is set. `epilogue` may be
/// NULL.
///
/// A is stored as m rows of k (k rows of m if transposed), `lda` elements apart; B and C likewise.
/// C must not overlap A or B. k = 0 is an empty sum.
void apus_sgemm(int trans_a, int trans_b, int64_t m, int64_t n, int64_t k, const float *a,
                int64_t lda, const float *b, int64_t ldb, float *c, int64_t ldc,
                const apus_sgemm_epilogue *epilogue);

void apus_dgemm(int trans_a, int trans_b, int64_t m, int64_t n, int64_t k, const double *a,
                int64_t lda, const double *b, int64_t ldb, double *c, int64_t ldc,
                const apus_dgemm_epilogue *epilogue);

/// `batch` products C[i] = op(A[i]) · op(B[i]), the matrices `stride` elements apart. Stride 0 of A
/// or B means one matrix for all.
void apus_sgemm_batch(int trans_a, int trans_b, int64_t batch, int64_t m, int64_t n, int64_t k,
                      const float *a, int64_t lda, int64_t stride_a, const float *b, int64_t ldb,
                      int64_t stride_b, float *c, int64_t ldc, int64_t stride_c);

void apus_dgemm_batch(int trans_a, int trans_b, int64_t batch, int64_t m, int64_t n, int64_t k,
                      const double *a, int64_t lda, int64_t stride_a, const double *b, int64_t ldb,
                      int64_t stride_b, double *c, int64_t ldc, int64_t stride_c);
