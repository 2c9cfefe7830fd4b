import ApusCore

extension ONNXStep {
  /// Batch normalization, which is a scale and a shift, and normalization of each example; nil for other primitives.
  func convertNormalization(_ builder: inout Builder) throws -> Operand? {
    switch name {
    case "scale_shift":
      let scaled = builder.emitElementwise(
        "Mul", Array(operands.prefix(2)), ranks: [rank, 1])
      return builder.emitElementwise("Add", [scaled, operands[2]], ranks: [rank, 1])
    case "group_normalization": return result(try groupNormalization(&builder))
    default: return nil
    }
  }

  private func groupNormalization(_ builder: inout Builder) throws -> String {
    let exampleAxes = try integer("exampleAxes"), channelAxes = try integer("channelAxes")
    let groups = try integer("groups"), isCentred = try flag("isCentred")
    let epsilon = try number("epsilon")
    let names = operands.indices.map { plain($0, &builder) }
    // All axes behind the examples' are one group, with a scale and shift for each element.
    if isCentred, groups == 1, exampleAxes + channelAxes == rank {
      return builder.emit(
        "LayerNormalization", names,
        ["axis": .integer(exampleAxes), "epsilon": .number(Float(epsilon))])
    }
    // [examples, positions, groups, channels of a group], of which positions and channels are averaged over.
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
