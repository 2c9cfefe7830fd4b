import ApusCore

/// Batch normalization: a mean taken out, a scale and a shift.
extension CentredScale: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    zip(["Sub", "Mul", "Add"], step.operands[1...]).reduce(step.operands[0]) { x, next in
      step.builder.emitElementwise(next.0, [x, next.1], ranks: [step.rank, 1])
    }
  }
}

extension LocalResponseNormalizationPrimitive: ONNXExportable {
  /// ONNX divides α by the size, and has channels after the batch.
  func export(_ step: ONNXStep) throws -> Operand {
    let rank = step.rank
    guard size % 2 == 1, rank >= 2 else {
      throw ONNXError(
        """
        local response normalization over \(size) channels has no form in ONNX; choose an odd number
        """
      )
    }
    let normalized = step.emit(
      "LRN",
      [step.builder.arranged(step.operands[0], as: [0, rank - 1] + Array(1..<rank - 1))],
      [
        "size": .integer(size), "alpha": .number(Float(alpha * Double(size))),
        "beta": .number(Float(beta)), "bias": .number(Float(bias)),
      ])
    return .stored(.init(name: normalized, order: [0] + Array(2..<rank) + [1]))
  }
}

extension GroupNormalizationPrimitive: ONNXExportable {
  func export(_ step: ONNXStep) throws -> Operand {
    let names = step.operands.indices.map { step.plain($0) }
    // All axes after the examples' are one group, with a scale and shift for each element.
    if isCentred, groups == 1, exampleAxes + channelAxes == step.rank {
      return step.result(
        step.emit(
          "LayerNormalization", names,
          ["axis": .integer(exampleAxes), "epsilon": .number(Float(epsilon))]))
    }
    // [examples, positions, groups, channels of a group], of which positions and channels are
    // averaged over.
    let shape = step.inputTypes[0].shape
    let extents = try step.openExtents(shape, step.otherInputTypes[0].shape)
    let positions = shape[exampleAxes..<step.rank - channelAxes].reduce(1, *)
    let channels = shape[(step.rank - channelAxes)...].reduce(1, *)
    func mean(_ name: String) -> String {
      step.emit("ReduceMean", [name], ["axes": .integers([1, 3]), "keepdims": .integer(1)])
    }
    let grouped = step.integers([-1, positions, groups, channels / groups])
    var x = step.emit("Reshape", [names[0], grouped])
    if isCentred { x = step.emit("Sub", [x, mean(x)]) }
    let variance = mean(step.emit("Mul", [x, x]))
    let root = step.emit("Sqrt", [step.emit("Add", [variance, step.scalar(epsilon)])])
    let normalized = step.emit("Reshape", [step.emit("Div", [x, root]), step.integers(extents)])
    let scaled = step.emit("Mul", [normalized, names[1]])
    return step.result(step.emit("Add", [scaled, names[2]]))
  }
}
