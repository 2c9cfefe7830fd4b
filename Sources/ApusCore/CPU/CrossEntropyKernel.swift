import CApusKernels

extension Tensor {
  /// These integer elements as kernels read labels.
  fileprivate var labels: apus_labels {
    apus_labels(elements: pointer, width: Int32(dtype.byteCount))
  }

  /// The number of rows along the last axis, and their length.
  fileprivate var rows: (count: Int64, length: Int64) {
    let length = shape[rank - 1]
    return (Int64(length == 0 ? 0 : elementCount / length), Int64(length))
  }
}

extension SparseSoftmaxCrossEntropy {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let labels = inputs[1]
    let (rows, classes) = inputs[0].rows
    require(
      classes > 0 || labels.elementCount == 0, "softmaxCrossEntropy: labels among 0 classes")
    let wrong: Int64
    if outputs[0].dtype == .bfloat16 { return computeWidened(inputs, into: outputs) }
    wrong = apus_sparse_cross_entropy(
      outputs[0].dtype.kernelType, rows, classes, inputs[0].pointer, labels.labels,
      outputs[0].pointer, outputs[1].pointer)
    require(
      wrong < 0,
      """
      softmaxCrossEntropy: label \(Int(labels.doubles[Int(Swift.max(wrong, 0))])) of example \
      \(wrong) is not in 0..<\(classes), the classes
      """)
  }
}

extension SparseSoftmaxCrossEntropyGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, classes) = output.rows
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_sparse_cross_entropy_gradient(
      output.dtype.kernelType, rows, classes, inputs[0].pointer, inputs[1].labels,
      inputs[2].pointer, output.pointer)
  }
}

extension SoftmaxCrossEntropy {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let (rows, classes) = inputs[0].rows
    if classes == 0 { return outputs[0].fill(0) }
    if outputs[0].dtype == .bfloat16 { return computeWidened(inputs, into: outputs) }
    apus_cross_entropy(
      outputs[0].dtype.kernelType, rows, classes, inputs[0].pointer, inputs[1].pointer,
      outputs[0].pointer, outputs[1].pointer)
  }
}

extension SoftmaxCrossEntropyGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, classes) = output.rows
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_cross_entropy_gradient(
      output.dtype.kernelType, rows, classes, inputs[0].pointer, inputs[1].pointer,
      inputs[2].pointer, output.pointer)
  }
}

extension SigmoidCrossEntropy {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let count = Int64(output.elementCount)
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_sigmoid_cross_entropy(
      output.dtype.kernelType, count, inputs[0].pointer, inputs[1].pointer, output.pointer)
  }
}
