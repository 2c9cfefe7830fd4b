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
    let labels = inputs[1], (rows, classes) = inputs[0].rows
    require(
      classes > 0 || labels.elementCount == 0, "softmaxCrossEntropy: labels among 0 classes")
    let wrong: Int64
    switch outputs[0].dtype {
    case .float32:
      wrong = apus_sparse_cross_entropy_f32(
        rows, classes, inputs[0].pointer(to: Float.self), labels.labels,
        outputs[0].pointer(to: Float.self), outputs[1].pointer(to: Float.self))
    case .float64:
      wrong = apus_sparse_cross_entropy_f64(
        rows, classes, inputs[0].pointer(to: Double.self), labels.labels,
        outputs[0].pointer(to: Double.self), outputs[1].pointer(to: Double.self))
    default: return computeWidened(inputs, into: outputs)
    }
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
    switch output.dtype {
    case .float32:
      apus_sparse_cross_entropy_gradient_f32(
        rows, classes, inputs[0].pointer(to: Float.self), inputs[1].labels,
        inputs[2].pointer(to: Float.self), output.pointer(to: Float.self))
    case .float64:
      apus_sparse_cross_entropy_gradient_f64(
        rows, classes, inputs[0].pointer(to: Double.self), inputs[1].labels,
        inputs[2].pointer(to: Double.self), output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}

extension SoftmaxCrossEntropy {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let (rows, classes) = inputs[0].rows
    if classes == 0 { return outputs[0].fill(0) }
    switch outputs[0].dtype {
    case .float32:
      apus_cross_entropy_f32(
        rows, classes, inputs[0].pointer(to: Float.self), inputs[1].pointer(to: Float.self),
        outputs[0].pointer(to: Float.self), outputs[1].pointer(to: Float.self))
    case .float64:
      apus_cross_entropy_f64(
        rows, classes, inputs[0].pointer(to: Double.self), inputs[1].pointer(to: Double.self),
        outputs[0].pointer(to: Double.self), outputs[1].pointer(to: Double.self))
    default: computeWidened(inputs, into: outputs)
    }
  }
}

extension SoftmaxCrossEntropyGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, classes) = output.rows
    switch output.dtype {
    case .float32:
      apus_cross_entropy_gradient_f32(
        rows, classes, inputs[0].pointer(to: Float.self), inputs[1].pointer(to: Float.self),
        inputs[2].pointer(to: Float.self), output.pointer(to: Float.self))
    case .float64:
      apus_cross_entropy_gradient_f64(
        rows, classes, inputs[0].pointer(to: Double.self), inputs[1].pointer(to: Double.self),
        inputs[2].pointer(to: Double.self), output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}

extension SigmoidCrossEntropy {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let count = Int64(output.elementCount)
    switch output.dtype {
    case .float32:
      apus_sigmoid_cross_entropy_f32(
        count, inputs[0].pointer(to: Float.self), inputs[1].pointer(to: Float.self),
        output.pointer(to: Float.self))
    case .float64:
      apus_sigmoid_cross_entropy_f64(
        count, inputs[0].pointer(to: Double.self), inputs[1].pointer(to: Double.self),
        output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}
