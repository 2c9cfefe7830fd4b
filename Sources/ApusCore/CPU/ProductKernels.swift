import CApusKernels

extension FusedActivation {
  var kernel: apus_activation {
    switch self {
    case .none: APUS_ACTIVATION_NONE
    case .relu: APUS_ACTIVATION_RELU
    case .tanh: APUS_ACTIVATION_TANH
    case .sigmoid: APUS_ACTIVATION_SIGMOID
    }
  }
}

extension MatMul {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    ProductPrecision.multiplying(inputs) { multiply($0, into: output) }
  }

  private func multiply(_ inputs: [Tensor], into output: Tensor) {
    let (a, b) = (inputs[0], inputs[1])
    let p = trapping(
      try Product(a.shape, b.shape, transposeA: transposeA, transposeB: transposeB))
    let batch = Int64(p.batch)
    let (m, n, k) = (Int64(p.m), Int64(p.n), Int64(p.k))
    let (ta, tb): (Int32, Int32) = (transposeA ? 1 : 0, transposeB ? 1 : 0)
    let (lda, ldb) = (transposeA ? m : k, transposeB ? k : n)
    switch a.dtype {
    case .float32:
      let (pa, pb) = (a.pointer(to: Float.self), b.pointer(to: Float.self))
      let out = output.pointer(to: Float.self)
      if batch == 1 {
        apus_sgemm(ta, tb, m, n, k, pa, lda, pb, ldb, out, n, nil)
      } else {
        apus_sgemm_batch(ta, tb, batch, m, n, k, pa, lda, m * k, pb, ldb, k * n, out, n, m * n)
      }
    case .float64:
      let (pa, pb) = (a.pointer(to: Double.self), b.pointer(to: Double.self))
      let out = output.pointer(to: Double.self)
      apus_dgemm_batch(ta, tb, batch, m, n, k, pa, lda, m * k, pb, ldb, k * n, out, n, m * n)
    case .int32: integerProduct(a, b, p, into: output, of: Int32.self)
    case .int64: integerProduct(a, b, p, into: output, of: Int64.self)
    case .uint8: integerProduct(a, b, p, into: output, of: UInt8.self)
    case .bfloat16, .bool: trap("matmul: not defined for \(a.dtype)")
    }
  }

  /// Sums wrap around as the element type does.
  private func integerProduct<T: FixedWidthInteger & ApusCore.Element>(
    _ a: Tensor, _ b: Tensor, _ p: Product, into output: Tensor, of elementType: T.Type
  ) {
    let (rowA, stepA) = transposeA ? (1, p.m) : (p.k, 1)
    let (stepB, columnB) = transposeB ? (1, p.k) : (p.n, 1)
    for batch in 0..<p.batch {
      let pa = a.pointer(to: T.self) + batch * p.m * p.k
      let pb = b.pointer(to: T.self) + batch * p.k * p.n
      let out = output.pointer(to: T.self) + batch * p.m * p.n
      for i in 0..<p.m {
        for j in 0..<p.n {
          var sum: T = 0
          for k in 0..<p.k { sum &+= pa[i * rowA + k * stepA] &* pb[k * stepB + j * columnB] }
          out[i * p.n + j] = sum
        }
      }
    }
  }
}

extension LinearPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    ProductPrecision.multiplying(inputs) { multiply($0, into: output) }
  }

  private func extents(_ weight: Tensor, _ output: Tensor) -> (m: Int64, n: Int64, k: Int64) {
    let rows = output.shape.dropLast().reduce(1, *)
    return (Int64(rows), Int64(weight.shape[1]), Int64(weight.shape[0]))
  }

  private func multiply(_ inputs: [Tensor], into output: Tensor) {
    let (x, weight) = (inputs[0], inputs[1])
    let (m, n, k) = extents(weight, output)
    if x.dtype == .float32 {
      var epilogue = apus_sgemm_epilogue()
      epilogue.bias = inputs.count > 2 ? UnsafePointer(inputs[2].pointer(to: Float.self)) : nil
      epilogue.activation = activation.kernel
      apus_sgemm(
        0, 0, m, n, k, x.pointer(to: Float.self), k, weight.pointer(to: Float.self), n,
        output.pointer(to: Float.self), n, &epilogue)
    } else {
      var epilogue = apus_dgemm_epilogue()
      epilogue.bias = inputs.count > 2 ? UnsafePointer(inputs[2].pointer(to: Double.self)) : nil
      epilogue.activation = activation.kernel
      apus_dgemm(
        0, 0, m, n, k, x.pointer(to: Double.self), k, weight.pointer(to: Double.self), n,
        output.pointer(to: Double.self), n, &epilogue)
    }
  }
}
