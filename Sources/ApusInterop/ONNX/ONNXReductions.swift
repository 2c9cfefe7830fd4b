import ApusCore

extension ONNXStep {
  /// Reductions, softmax and running sums; nil for other primitives.
  func convertReduction(_ builder: inout Builder) throws -> Operand? {
    switch name {
    case "reduce_sum", "reduce_max", "reduce_min", "reduce_prod": return try reduce(&builder)
    case "argmax", "argmin":
      let settings: [String: ONNXModel.Attribute] = [
        "axis": .integer(try integer("axis")),
        "keepdims": .integer(try flag("keepDimensions") ? 1 : 0),
      ]
      let wide = builder.emit(
        name == "argmax" ? "ArgMax" : "ArgMin", [plain(0, &builder)], settings)
      return result(
        builder.emit("Cast", [wide], ["to": .integer(outputTypes[0].dtype.onnxCode)]))
    case "softmax", "log_softmax":
      let axis = try integer("axis")
      let operation = name == "softmax" ? "Softmax" : "LogSoftmax"
      let stored = stored(&builder)
      let made = builder.emit(operation, [stored.name], ["axis": .integer(stored.order[axis])])
      return .stored(.init(name: made, order: stored.order))
    case "cumsum":
      let axis = builder.integer(try integer("axis"))
      return result(
        builder.emit(
          "CumSum", [plain(0, &builder), axis],
          [
            "exclusive": .integer(try flag("exclusive") ? 1 : 0),
            "reverse": .integer(try flag("reverse") ? 1 : 0),
          ]))
    default: return nil
    }
  }

  /// Over the stored axes; those that stay keep their order.
  private func reduce(_ builder: inout Builder) throws -> Operand {
    let axes = try integers("axes"), outputRank = outputTypes[0].shape.rank
    let stored = stored(&builder)
    guard !axes.isEmpty else { return .stored(stored) }
    let keeps = outputRank == rank
    guard keeps || outputRank == rank - axes.count, outputTypes[0].dtype == inputTypes[0].dtype
    else {
      throw ONNXError("a reduction over \(inputTypes[0]) has no form in ONNX; cast it before")
    }
    let over = axes.map { stored.order[$0] }.sorted()
    var inputs = [stored.name]
    var settings: [String: ONNXModel.Attribute] = ["keepdims": .integer(keeps ? 1 : 0)]
    let operations = [
      "reduce_sum": "ReduceSum", "reduce_max": "ReduceMax", "reduce_min": "ReduceMin",
      "reduce_prod": "ReduceProd",
    ]
    // Of these, set 17 has moved only the sum's axes from the settings to the inputs.
    if name == "reduce_sum" {
      inputs.append(builder.integers(over))
    } else {
      settings["axes"] = .integers(over)
    }
    let reduced = builder.emit(operations[name] ?? "", inputs, settings)
    if keeps { return .stored(.init(name: reduced, order: stored.order)) }
    let left = stored.order.indices.filter { !axes.contains($0) }.map { stored.order[$0] }
    let order = left.map { place in left.count(where: { $0 < place }) }
    return .stored(.init(name: reduced, order: order))
  }
}
