import ApusCore

extension ONNXStep {
  /// Pooling of regions of interest; nil for other primitives.
  func convertRegions(_ builder: inout Builder) throws -> Operand? {
    guard ["region_mean", "region_max"].contains(name) else { return nil }
    let bins = try integers("bins"), scale = Float(try number("scale"))
    let features = builder.arranged(operands[0], as: [0, 3, 1, 2])
    let boxes = plain(1, &builder)
    if name == "region_max" {
      let pooled = builder.emit(
        "MaxRoiPool", [features, boxes],
        ["pooled_shape": .integers(bins), "spatial_scale": .number(scale)])
      return .stored(.init(name: pooled, order: [0, 2, 3, 1]))
    }
    guard attributes["samples"] != nil else {
      throw ONNXError(
        "the mean over bins of whole places has no form in ONNX; use PositionSensitiveRoIAlign")
    }
    let coordinates = try flag("halfPixel") ? "half_pixel" : "output_half_pixel"
    let axis = builder.integers([1])
    let corners = builder.emit(
      "Slice", [boxes, builder.integers([1]), builder.integers([5]), axis])
    let number = builder.emit(
      "Squeeze",
      [builder.emit("Slice", [boxes, builder.integers([0]), builder.integers([1]), axis]), axis])
    let images = builder.emit("Cast", [number], ["to": .integer(DType.int64.onnxCode)])
    let aligned = builder.emit(
      "RoiAlign", [features, corners, images],
      [
        "coordinate_transformation_mode": .text(coordinates), "mode": .text("avg"),
        "output_height": .integer(bins[0]), "output_width": .integer(bins[1]),
        "sampling_ratio": .integer(try integer("samples")), "spatial_scale": .number(scale),
      ])
    guard try flag("isPositionSensitive") else {
      return .stored(.init(name: aligned, order: [0, 2, 3, 1]))
    }
    // Of the channels for each bin, in all bins, those of the bin itself.
    let count = bins[0] * bins[1], channels = outputTypes[0].shape[3]
    let crossed = builder.emit(
      "Reshape", [aligned, builder.integers([-1, channels, count, count])])
    let own = builder.constant(
      Tensor.identity(count).cast(to: outputTypes[0].dtype), named: "own_bins")
    let sum = builder.emit(
      "ReduceSum", [builder.emit("Mul", [crossed, own]), builder.integers([3])],
      ["keepdims": .integer(0)])
    let split = builder.emit("Reshape", [sum, builder.integers([-1, channels] + bins)])
    return .stored(.init(name: split, order: [0, 2, 3, 1]))
  }
}
