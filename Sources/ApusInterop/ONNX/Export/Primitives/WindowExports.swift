import ApusCore

extension ONNXStep {
  /// An image, channels first, then perhaps a filter, outputs before inputs, and a bias.
  fileprivate var images: [String] {
    operands.indices.map { position in
      switch position {
      case 0: builder.arranged(operands[0], as: [0, 3, 1, 2])
      case 1: builder.arranged(operands[1], as: [3, 2, 0, 1])
      default: plain(position)
      }
    }
  }

  /// An image whose channels are first, with channels last.
  fileprivate func image(_ name: String) -> Operand {
    .stored(.init(name: name, order: [0, 2, 3, 1]))
  }

  /// Pooling with windows that slide, or that share the image out and are all of one size.
  fileprivate func pooled(
    _ operation: String, _ windows: PoolingWindows,
    _ settings: [String: ONNXModel.Attribute] = [:], without: String? = nil
  ) throws -> Operand {
    let shape = inputTypes[0].shape
    switch windows {
    case .sliding(let window):
      var all = window.settings(over: shape).merging(settings) { first, _ in first }
      if let without { all[without] = nil }
      return image(emit(operation, images, all))
    case .dividing(let rows, let columns):
      guard shape[1] % rows == 0, shape[2] % columns == 0 else {
        throw ONNXError(
          """
          adaptive pooling of \([shape[1], shape[2]]) to \([rows, columns]) has windows of several \
          sizes, for which ONNX has no form; choose a size that divides
          """
        )
      }
      let window = ONNXModel.Attribute.integers([shape[1] / rows, shape[2] / columns])
      return image(emit(operation, images, ["kernel_shape": window, "strides": window]))
    }
  }
}

extension Window2D {
  fileprivate var axes: [SlidingWindow] { [rows, columns] }

  fileprivate func settings(over shape: Shape) -> [String: ONNXModel.Attribute] {
    [
      "kernel_shape": .integers(axes.map(\.size)), "strides": .integers(axes.map(\.stride)),
      "dilations": .integers(axes.map(\.dilation)), "pads": .integers(pads(over: shape)),
    ]
  }

  /// What is added before height and width, then after them.
  fileprivate func pads(over shape: Shape) -> [Int] {
    let amounts = zip(zip(axes, padding.axes), [shape[1], shape[2]]).map { window, extent in
      window.0.amounts(of: window.1, over: extent)
    }
    return amounts.map(\.before) + amounts.map(\.after)
  }
}

extension Convolution2D: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    var settings = window.settings(over: step.inputTypes[0].shape)
    settings["group"] = .integer(groups)
    return step.image(step.activated(step.emit("Conv", step.images, settings), activation))
  }
}

extension Convolution2DTranspose: ONNXExportable {
  static var openAttributes: Set<String> { ["outputShape"] }

  func export(_ step: ONNXStep) -> Operand {
    let output = step.outputTypes[0].shape, input = step.inputTypes[0].shape
    var settings = window.settings(over: output)
    settings["group"] = .integer(groups)
    let pads = window.pads(over: output)
    // What the strides pass over at the far end of the output.
    settings["output_padding"] = .integers(
      window.axes.enumerated().map { axis, window in
        let reached = (input[axis + 1] - 1) * window.stride + window.span
        return output[axis + 1] - (reached - pads[axis] - pads[axis + 2])
      })
    return step.image(
      step.activated(step.emit("ConvTranspose", step.images, settings), activation))
  }
}

extension MaxPooling2DPrimitive: ONNXExportable {
  func export(_ step: ONNXStep) throws -> Operand { try step.pooled("MaxPool", windows) }
}

extension AveragePooling2DPrimitive: ONNXExportable {
  /// Without dilations, which it has from set 19 on.
  func export(_ step: ONNXStep) throws -> Operand {
    try step.pooled(
      "AveragePool", windows, ["count_include_pad": .integer(countsPadding ? 1 : 0)],
      without: "dilations")
  }
}

extension Resample2D: ONNXExportable {
  func export(_ step: ONNXStep) throws -> Operand {
    guard !isTransposed else {
      throw ONNXError("the gradient of resampling has no form in ONNX; export a model without it")
    }
    var settings: [String: ONNXModel.Attribute] = [:]
    switch interpolation {
    case .nearest:
      settings = ["mode": .text("nearest"), "nearest_mode": .text("round_prefer_ceil")]
    case .bilinear: settings = ["mode": .text("linear")]
    case .bicubic:
      settings = [
        "mode": .text("cubic"), "cubic_coeff_a": .number(-0.5), "exclude_outside": .integer(1),
      ]
    }
    // Factors, as sizes would fix that of the batch; they must give the sizes in spite of their
    // rounding.
    let factors = zip(from, to).map { Float($1) / Float($0) }
    guard zip(factors, zip(from, to)).allSatisfy({ Int($0 * Float($1.0)) == $1.1 }) else {
      throw ONNXError("resizing \(from) to \(to) has no form in ONNX; choose a whole multiple")
    }
    let scales = step.builder.constant(Tensor([1, 1] + factors), named: "scales")
    return step.image(step.emit("Resize", step.images + ["", scales], settings))
  }
}
