import ApusCore

extension ONNXStep {
  /// Where channels are first, as ONNX's convolutions have them.
  private static let channelsFirst = [0, 3, 1, 2]
  /// Where the axes of an image are then.
  private static let orderOfImage = [0, 2, 3, 1]
  /// [height, width, inputs, outputs] with the channels first, outputs before inputs.
  private static let filterAxes = [3, 2, 0, 1]

  /// Convolutions and pooling; nil for other primitives.
  func convertWindow(_ builder: inout Builder) throws -> Operand? {
    switch name {
    case "convolution_2d":
      var settings = try window(over: inputTypes[0].shape)
      settings["group"] = .integer(try integer("groups"))
      return image(
        try activated(builder.emit("Conv", images(&builder), settings), &builder))
    case "convolution_2d_transpose":
      return image(try transposedConvolution(&builder))
    case "max_pooling_2d":
      if attributes["windows"] != nil {
        return try dividing("MaxPool", into: integers("windows"), &builder)
      }
      let settings = try window(over: inputTypes[0].shape)
      return image(builder.emit("MaxPool", images(&builder), settings))
    case "average_pooling_2d":
      if attributes["windows"] != nil {
        return try dividing("AveragePool", into: integers("windows"), &builder)
      }
      var settings = try window(over: inputTypes[0].shape)
      // Not before set 19.
      settings["dilations"] = nil
      settings["count_include_pad"] = .integer(try flag("countsPadding") ? 1 : 0)
      return image(builder.emit("AveragePool", images(&builder), settings))
    case "resample_2d": return try resample(&builder)
    default: return nil
    }
  }

  private func image(_ name: String) -> Operand {
    .stored(.init(name: name, order: Self.orderOfImage))
  }

  /// An image, then perhaps a filter and a bias.
  private func images(_ builder: inout Builder) -> [String] {
    operands.indices.map { position in
      position == 0
        ? builder.arranged(operands[0], as: Self.channelsFirst)
        : position == 1
          ? builder.arranged(operands[1], as: Self.filterAxes) : plain(position, &builder)
    }
  }

  /// Adaptive pooling, where all of its windows are of one size.
  private func dividing(_ operation: String, into counts: [Int], _ builder: inout Builder) throws
    -> Operand
  {
    let extents = [inputTypes[0].shape[1], inputTypes[0].shape[2]]
    guard zip(extents, counts).allSatisfy({ $0 % $1 == 0 }) else {
      throw ONNXError(
        """
        adaptive pooling of \(extents) to \(counts) has windows of several sizes, for which ONNX \
        has no form; choose a size that divides
        """
      )
    }
    let window = ONNXModel.Attribute.integers(zip(extents, counts).map { $0 / $1 })
    return image(
      builder.emit(operation, images(&builder), ["kernel_shape": window, "strides": window]))
  }

  private func resample(_ builder: inout Builder) throws -> Operand {
    let from = try integers("from"), to = try integers("to")
    guard try !flag("isTransposed") else {
      throw ONNXError("the gradient of resampling has no form in ONNX; export a model without it")
    }
    var settings: [String: ONNXModel.Attribute] = [:]
    switch try text("interpolation") {
    case "nearest":
      settings = ["mode": .text("nearest"), "nearest_mode": .text("round_prefer_ceil")]
    case "bilinear": settings = ["mode": .text("linear")]
    case "bicubic":
      settings = [
        "mode": .text("cubic"), "cubic_coeff_a": .number(-0.5), "exclude_outside": .integer(1),
      ]
    case let other:
      throw ONNXError("\(other) resampling has no form in ONNX; export the model without it")
    }
    // Factors, as sizes would fix that of the batch; they must give the sizes in spite of their
    // rounding.
    let factors = zip(from, to).map { Float($1) / Float($0) }
    guard zip(factors, zip(from, to)).allSatisfy({ Int($0 * Float($1.0)) == $1.1 }) else {
      throw ONNXError("resizing \(from) to \(to) has no form in ONNX; choose a whole multiple")
    }
    let scales = builder.constant(Tensor([1, 1] + factors), named: "scales")
    return image(builder.emit("Resize", images(&builder) + ["", scales], settings))
  }

  private func window(over shape: Shape) throws -> [String: ONNXModel.Attribute] {
    [
      "kernel_shape": .integers(try integers("window")),
      "strides": .integers(try integers("strides")),
      "dilations": .integers(try integers("dilations")),
      "pads": .integers(try pads(over: shape)),
    ]
  }

  /// What is added before height and width, then after them.
  private func pads(over shape: Shape) throws -> [Int] {
    if case .integers(let amounts) = attributes["padding"] { return amounts }
    guard try text("padding") == "same" else { return [0, 0, 0, 0] }
    let window = try integers("window"), strides = try integers("strides")
    let dilations = try integers("dilations")
    let totals = (0..<2).map { axis -> Int in
      let extent = shape[axis + 1], stride = strides[axis]
      let out = (extent + stride - 1) / stride
      return max(0, (out - 1) * stride + (window[axis] - 1) * dilations[axis] + 1 - extent)
    }
    return totals.map { $0 / 2 } + totals.map { $0 - $0 / 2 }
  }

  private func transposedConvolution(_ builder: inout Builder) throws -> String {
    let output = outputTypes[0].shape
    var settings = try window(over: output)
    settings["group"] = .integer(try integer("groups"))
    let pads = try pads(over: output), window = try integers("window")
    let strides = try integers("strides"), dilations = try integers("dilations")
    // What the strides pass over at the far end of the output.
    settings["output_padding"] = .integers(
      (0..<2).map { axis in
        let reached =
          (inputTypes[0].shape[axis + 1] - 1) * strides[axis] + (window[axis] - 1)
          * dilations[axis] + 1
        return output[axis + 1] - (reached - pads[axis] - pads[axis + 2])
      })
    return try activated(builder.emit("ConvTranspose", images(&builder), settings), &builder)
  }
}
