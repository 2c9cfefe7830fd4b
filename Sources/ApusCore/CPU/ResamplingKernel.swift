import CApusKernels

extension BandedMatrix {
  /// Calls `body` with the matrix as kernels see it, its weights in the element type `dtype`,
  /// float32 or float64.
  func withBand<R>(_ dtype: DType, _ body: (apus_band) -> R) -> R {
    begins.withUnsafeBufferPointer { begins in
      offsets.withUnsafeBufferPointer { offsets in
        func call(_ weights: UnsafeRawPointer?) -> R {
          body(
            apus_band(begin: begins.baseAddress, offset: offsets.baseAddress, weights: weights))
        }
        if dtype == .float64 {
          return weights.withUnsafeBufferPointer { call($0.baseAddress) }
        }
        return floats.withUnsafeBufferPointer { call($0.baseAddress) }
      }
    }
  }
}

extension Resample2D {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    if output.elementCount == 0 { return }
    let x = inputs[0]
    matrix(axis: 0).withBand(output.dtype) { rows in
      matrix(axis: 1).withBand(output.dtype) { columns in
        var shape = apus_resampling(
          images: Int64(x.shape[0]), height: Int64(x.shape[1]), width: Int64(x.shape[2]),
          channels: Int64(x.shape[3]), regions: Int64(x.shape[0]),
          out_height: Int64(output.shape[1]), out_width: Int64(output.shape[2]),
          out_channels: Int64(x.shape[3]), image: nil, rows: rows, columns: columns)
        apus_resample(output.dtype.kernelType, &shape, x.pointer, output.pointer)
      }
    }
  }
}
