import ApusCore

extension ONNXStep {
  /// A reduction over stored axes; those that stay keep their order.
  ///
  /// - Parameter takesAxes: whether the operator has the axes among its inputs. Set 17 has moved
  ///   only the sum's there.
  fileprivate func reduced(
    _ operation: String, _ axes: AxisSet, takesAxes: Bool = false
  ) throws -> Operand {
    let axes = axes.array, outputRank = outputTypes[0].shape.rank, stored = stored
    guard !axes.isEmpty else { return .stored(stored) }
    let keeps = outputRank == rank
    guard keeps || outputRank == rank - axes.count, outputTypes[0].dtype == inputTypes[0].dtype
    else {
      throw ONNXError("a reduction over \(inputTypes[0]) has no form in ONNX; cast it before")
    }
    let over = axes.map { stored.order[$0] }.sorted()
    var settings: [String: ONNXModel.Attribute] = ["keepdims": .integer(keeps ? 1 : 0)]
    if !takesAxes { settings["axes"] = .integers(over) }
    let reduced = emit(operation, [stored.name] + (takesAxes ? [integers(over)] : []), settings)
    if keeps { return .stored(.init(name: reduced, order: stored.order)) }
    let left = stored.order.indices.filter { !axes.contains($0) }.map { stored.order[$0] }
    let order = left.map { place in left.count(where: { $0 < place }) }
    return .stored(.init(name: reduced, order: order))
  }

  /// Whether any or all elements differ from 0, which ONNX finds of numbers only.
  fileprivate func tested(_ operation: String, _ axes: AxisSet, keepDimensions: Bool) -> Operand {
    let bools = emit("Cast", [plain(0)], ["to": .integer(DType.bool.onnxCode)])
    let numbers = emit("Cast", [bools], ["to": .integer(DType.int32.onnxCode)])
    let found = emit(
      operation, [numbers],
      ["axes": .integers(axes.array), "keepdims": .integer(keepDimensions ? 1 : 0)])
    return result(emit("Cast", [found], ["to": .integer(DType.bool.onnxCode)]))
  }

  /// The place of an extreme, whose type ONNX fixes.
  fileprivate func place(_ operation: String, _ axis: Int, keepDimensions: Bool) -> Operand {
    let wide = emit(
      operation, [plain(0)],
      ["axis": .integer(axis), "keepdims": .integer(keepDimensions ? 1 : 0)])
    return result(emit("Cast", [wide], ["to": .integer(outputTypes[0].dtype.onnxCode)]))
  }

  /// A function along an axis, wherever it is stored.
  fileprivate func along(_ axis: Int, _ operation: String) -> Operand {
    let stored = stored
    let made = emit(operation, [stored.name], ["axis": .integer(stored.order[axis])])
    return .stored(.init(name: made, order: stored.order))
  }
}

extension Sum: ONNXExportable {
  func export(_ step: ONNXStep) throws -> Operand {
    try step.reduced("ReduceSum", axes, takesAxes: true)
  }
}

extension Max: ONNXExportable {
  func export(_ step: ONNXStep) throws -> Operand { try step.reduced("ReduceMax", axes) }
}

extension Min: ONNXExportable {
  func export(_ step: ONNXStep) throws -> Operand { try step.reduced("ReduceMin", axes) }
}

extension Product: ONNXExportable {
  func export(_ step: ONNXStep) throws -> Operand { try step.reduced("ReduceProd", axes) }
}

extension AnyTrue: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.tested("ReduceMax", axes, keepDimensions: keepDimensions)
  }
}

extension AllTrue: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.tested("ReduceMin", axes, keepDimensions: keepDimensions)
  }
}

extension ArgMax: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.place("ArgMax", axis, keepDimensions: keepDimensions)
  }
}

extension ArgMin: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.place("ArgMin", axis, keepDimensions: keepDimensions)
  }
}

extension SoftmaxPrimitive: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand { step.along(axis, "Softmax") }
}

extension LogSoftmax: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand { step.along(axis, "LogSoftmax") }
}

extension CumulativeSum: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.result(
      step.emit(
        "CumSum", [step.plain(0), step.builder.integer(axis)],
        ["exclusive": .integer(isExclusive ? 1 : 0), "reverse": .integer(isReversed ? 1 : 0)]))
  }
}
