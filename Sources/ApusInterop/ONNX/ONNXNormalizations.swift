import ApusCore

extension ONNXStep {
  /// Batch normalization, which is a mean taken out, a scale and a shift, and normalization of each
  /// example; nil for other primitives.
  func convertNormalization(_ builder: inout Builder) throws -> Operand? {
    switch name {
    case "centred_scale":
      var result = operands[0]
      for (operation, operand) in zip(["Sub", "Mul", "Add"], operands[1...]) {
        result = builder.emitElementwise(operation, [result, operand], ranks: [rank, 1])
      }
      return result
    case "local_response_normalization": return try localResponseNormalization(&builder)
    case "group_normalization": return result(try groupNormalization(&builder))
    default: return nil
    }
  }

  /// ONNX divides α by the size, and has channels after the batch.
  private func localResponseNormalization(_ builder: inout Builder) throws -> Operand {
    let size = try integer("size")
    guard size % 2 == 1, rank >= 2 else {
      throw ONNXError(
        """
        local response normalization over \(size) channels has no form in ONNX; choose an odd number
        """
      )
    }
    let normalized = builder.emit(
      "LRN", [builder.arranged(operands[0], as: [0, rank - 1] + Array(1..<rank - 1))],
      [
        "size": .integer(size), "alpha": .number(Float(try number("alpha") * Double(size))),
        "beta": .number(Float(try number("beta"))), "bias": .number(Float(try number("bias"))),
      ])
    return .stored(.init(name: normalized, order: [0] + Array(2..<rank) + [1]))
  }

  private func groupNormalization(_ builder: inout Builder) throws -> String {
    let exampleAxes = try integer("exampleAxes"), channelAxes = try integer("channelAxes")
    let groups = try integer("groups"), isCentred = try flag("isCentred")
    let epsilon = try number("epsilon")
    let names = operands.indices.map { plain($0, &builder) }
    // All axes after the examples' are one group, with a scale and shift for each element.
    if isCentred, groups == 1, exampleAxes + channelAxes == rank {
      return builder.emit(
        "LayerNormalization", names,
        ["axis": .integer(exampleAxes), "epsilon": .number(Float(epsilon))])
    }
    // [examples, positions, groups, channels of a group], of which positions and channels are
    // averaged over.
    let shape = inputTypes[0].shape, other = otherInputTypes[0].shape
    let extents = shape.indices.map { shape[$0] == other[$0] ? shape[$0] : -1 }
    let positions = shape[exampleAxes..<rank - channelAxes].reduce(1, *)
    let channels = shape[(rank - channelAxes)...].reduce(1, *)
    let grouped = builder.integers([-1, positions, groups, channels / groups])
    func mean(_ name: String, _ builder: inout Builder) -> String {
      builder.emit("ReduceMean", [name], ["axes": .integers([1, 3]), "keepdims": .integer(1)])
    }
    var x = builder.emit("Reshape", [names[0], grouped])
    if isCentred { x = builder.emit("Sub", [x, mean(x, &builder)]) }
    let variance = mean(builder.emit("Mul", [x, x]), &builder)
    let root = builder.emit(
      "Sqrt", [builder.emit("Add", [variance, scalar(epsilon, &builder)])])
    let normalized = builder.emit(
      "Reshape", [builder.emit("Div", [x, root]), builder.integers(extents)])
    let scaled = builder.emit("Mul", [normalized, names[1]])
    return builder.emit("Add", [scaled, names[2]])
  }
}
