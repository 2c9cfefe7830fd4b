import ApusCore

extension RegionGrid {
  fileprivate var bins: [Int] { [rows, columns] }
}

extension ONNXStep {
  /// Features with channels first.
  fileprivate var features: String { builder.arranged(operands[0], as: [0, 3, 1, 2]) }

  /// Bins, whose channels are first, with channels last.
  fileprivate func bins(_ name: String) -> Operand {
    .stored(.init(name: name, order: [0, 2, 3, 1]))
  }
}

extension RegionMax: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.bins(
      step.emit(
        "MaxRoiPool", [step.features, step.plain(1)],
        ["pooled_shape": .integers(grid.bins), "spatial_scale": .number(Float(grid.scale))]))
  }
}

extension RegionMean: ONNXExportable {
  func export(_ step: ONNXStep) throws -> Operand {
    guard case .sampled(let samples, let halfPixel) = grid.rule else {
      throw ONNXError(
        "the mean over bins of whole places has no form in ONNX; use PositionSensitiveRoIAlign")
    }
    let boxes = step.plain(1), axis = step.integers([1])
    func columns(_ from: Int, _ to: Int) -> String {
      step.emit("Slice", [boxes, step.integers([from]), step.integers([to]), axis])
    }
    let number = step.emit("Squeeze", [columns(0, 1), axis])
    let images = step.emit("Cast", [number], ["to": .integer(DType.int64.onnxCode)])
    let aligned = step.emit(
      "RoiAlign", [step.features, columns(1, 5), images],
      [
        "coordinate_transformation_mode": .text(halfPixel ? "half_pixel" : "output_half_pixel"),
        "mode": .text("avg"), "output_height": .integer(grid.rows),
        "output_width": .integer(grid.columns), "sampling_ratio": .integer(samples ?? 0),
        "spatial_scale": .number(Float(grid.scale)),
      ])
    return step.bins(grid.isPositionSensitive ? ownBins(of: aligned, step) : aligned)
  }

  /// Of the channels for each bin, in all bins, those of the bin itself.
  private func ownBins(of aligned: String, _ step: ONNXStep) -> String {
    let count = grid.rows * grid.columns, type = step.outputTypes[0]
    let crossed = step.emit(
      "Reshape", [aligned, step.integers([-1, type.shape[3], count, count])])
    let own = step.builder.constant(
      Tensor.identity(count).cast(to: type.dtype), named: "own_bins")
    let sum = step.emit(
      "ReduceSum", [step.emit("Mul", [crossed, own]), step.integers([3])],
      ["keepdims": .integer(0)])
    return step.emit("Reshape", [sum, step.integers([-1, type.shape[3]] + grid.bins)])
  }
}
