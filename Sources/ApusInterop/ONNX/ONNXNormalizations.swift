import ApusCore

extension ONNXStep {
  /// Batch normalization, which is a scale and a shift, and normalization of each example; nil for other primitives.
  func convertNormalization(_ builder: inout Builder) throws -> Operand? {
    switch name {
    case "scale_shift":
      let scaled = builder.emitElementwise(
        "Mul", Array(operands.prefix(2)), ranks: [rank, 1])
      return builder.emitElementwise("Add", [scaled, operands[2]], ranks: [rank, 1])
    case "group_normalization": return result(try layerNormalization(&builder))
    default: return nil
    }
  }

  /// All axes behind the examples' are one group, with a scale and shift for each element.
  private func layerNormalization(_ builder: inout Builder) throws -> String {
    let exampleAxes = try integer("exampleAxes")
    guard exampleAxes + (try integer("channelAxes")) == rank, try integer("groups") == 1 else {
      throw ONNXError("group normalization has no form in ONNX; export the model without it")
    }
    let names = operands.indices.map { plain($0, &builder) }
    let epsilon = try number("epsilon")
    if try flag("isCentred") {
      return builder.emit(
        "LayerNormalization", names,
        ["axis": .integer(exampleAxes), "epsilon": .number(Float(epsilon))])
    }
    let square = builder.emit("Mul", [names[0], names[0]])
    let mean = builder.emit(
      "ReduceMean", [square],
      ["axes": .integers(Array(exampleAxes..<rank)), "keepdims": .integer(1)])
    let root = builder.emit(
      "Sqrt", [builder.emit("Add", [mean, scalar(epsilon, &builder)])])
    let scaled = builder.emit("Mul", [builder.emit("Div", [names[0], root]), names[1]])
    return builder.emit("Add", [scaled, names[2]])
  }
}
