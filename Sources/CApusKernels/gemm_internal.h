// The pieces of the matrix product for kernels that make their operands on the fly, such as a
// convolution that never stores its unfolded image (implicit product).
//
// A product is cut into blocks of depth kc ≤ APUS_GEMM_DEPTH. Of B, one panel of 16 columns is laid
// out at a time and stays in L1; of A, a block of rows is laid out that fits L2 (or is read where
// it lies). Then 6 × 16 tiles of C are summed in registers.
//
// Panel of B, `columns` ≤ 16 columns from `column` on, inner indices k0 ..< k0+kc:
//     panel[p * 16 + j] = B[k0 + p, column + j],  and 0 for j ≥ columns.
//
// Block of A, `rows` rows from `row` on, in one of two layouts, whichever the source is contiguous
// in:
//     rows:        block[i * kc + p] = A[row + i, k0 + p]
//                  plain rows, no padding
//     inner_major: block[(i / 6) * 6 * kc + p * 6 + i % 6] = A[row + i, k0 + p]
//                  panels of 6 rows; what lies beyond the last row is never read and need not be
//                  written.
#pragma once
#include "gemm.h"

enum { APUS_GEMM_ROWS = 6, APUS_GEMM_COLUMNS = 16, APUS_GEMM_DEPTH = 320 };

/// Writes one block of A or one panel of B as described above. Called from all threads of the team.
typedef void (*apus_gemm_pack)(void *context, int64_t first, int64_t count, int64_t k0, int64_t kc,
                               float *block);

/// One operand of a product: a matrix in memory, or a callback that makes it block by block.
typedef struct {
  const float *data;    // element (i, j) at data[i * row + j * column]; one of the strides is 1
  int64_t row, column;
  // if not NULL it is used instead of `data`; `first` and `count` are rows of A, columns of B
  apus_gemm_pack pack;
  void *context;
  int inner_major;      // the layout that the callback for A writes
  int64_t panel;        // of B, not 0: `data` is laid out already in panels so far apart
} apus_gemm_operand;

/// C[m,n] = A[m,k] · B[k,n] with the epilogue, on the team; inside a parallel region on the calling
/// thread.
void apus_sgemm_operands(int64_t m, int64_t n, int64_t k, const apus_gemm_operand *a,
                         const apus_gemm_operand *b, float *c, int64_t ldc,
                         const apus_sgemm_epilogue *epilogue);
