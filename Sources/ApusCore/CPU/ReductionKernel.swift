import CApusKernels

/// A reduction that a kernel computes over one run of neighbouring axes at a time.
protocol RunReduction: Primitive {
  var axes: AxisSet { get }
  var reduction: apus_reduction { get }
}

extension RunReduction {
  /// Reduces the last run of axes, then the one before it, and so on; between runs extents of 1
  /// stay.
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    var source = inputs[0]
    if source.dtype == .bfloat16 {
      if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
      source = source.widened
    }
    var next = source.shape.lastRun(of: axes, before: source.rank)
    while let run = next {
      next = source.shape.lastRun(of: axes, before: run.lowerBound)
      var shape = source.shape
      for axis in run { shape[axis] = 1 }
      let target =
        next == nil ? output : Tensor(uninitialized: TensorType(shape, output.dtype))
      reduce(source, AxisSplit(source.shape, axes: run), reduction, into: target)
      source = target
      source.shape = shape
    }
  }
}

private func reduce(
  _ source: Tensor, _ split: AxisSplit, _ reduction: apus_reduction, into target: Tensor
) {
  apus_reduce(
    reduction, source.dtype.kernelType, Int64(split.outer),
    Int64(split.count), Int64(split.inner), source.pointer, target.pointer)
}

extension Max: RunReduction { var reduction: apus_reduction { APUS_REDUCE_MAXIMUM } }
extension Min: RunReduction { var reduction: apus_reduction { APUS_REDUCE_MINIMUM } }
extension Product: RunReduction { var reduction: apus_reduction { APUS_REDUCE_PRODUCT } }

extension AnyTrue: RunReduction { var reduction: apus_reduction { APUS_REDUCE_ANY } }
extension AllTrue: RunReduction { var reduction: apus_reduction { APUS_REDUCE_ALL } }

extension ArgMax {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    locate(inputs[0], axis, APUS_REDUCE_ARGMAX, into: output)
  }
}

extension ArgMin {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    locate(inputs[0], axis, APUS_REDUCE_ARGMIN, into: output)
  }
}

private func locate(
  _ input: Tensor, _ axis: Int, _ reduction: apus_reduction, into output: Tensor
) {
  reduce(input.widened, AxisSplit(input.shape, axis: axis), reduction, into: output)
}

extension CumulativeSum {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    let split = AxisSplit(output.shape, axis: axis)
    apus_cumulative_sum(
      output.dtype.kernelType, Int64(split.outer), Int64(split.count),
      Int64(split.inner), isExclusive ? 1 : 0, isReversed ? 1 : 0, inputs[0].pointer,
      output.pointer)
  }
}
