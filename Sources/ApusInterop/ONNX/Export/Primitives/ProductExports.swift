import ApusCore

extension LinearPrimitive: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    let names = step.operands.indices.map { step.plain($0) }
    if step.rank == 2 { return step.result(step.activated(step.emit("Gemm", names), activation)) }
    let product = step.emit("MatMul", Array(names.prefix(2)))
    let sum = names.count > 2 ? step.emit("Add", [product, names[2]]) : product
    return step.result(step.activated(sum, activation))
  }
}

extension MatMul: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    let names = zip([0, 1], [transposeA, transposeB]).map { position, isTransposed -> String in
      var axes = Array(0..<step.inputTypes[position].shape.rank)
      if isTransposed { axes.swapAt(axes.count - 2, axes.count - 1) }
      return step.builder.arranged(step.operands[position], as: axes)
    }
    return step.result(step.emit("MatMul", names))
  }
}

extension AttentionPrimitive: ONNXExportable {
  /// softmax(scale q kᵀ + mask) v, heads beside the batch; the result's heads are noted, not moved
  /// back.
  func export(_ step: ONNXStep) throws -> Operand {
    let builder = step.builder
    var parts = Array(step.operands.prefix(3))
    if isPacked {
      let packed = step.plain(0)
      parts = (0..<3).map { part -> Operand in
        let name = step.emit("Gather", [packed, builder.integer(part)], ["axis": .integer(2)])
        return .stored(.init(name: name, order: [0, 1, 2, 3]))
      }
    }
    let q = builder.arranged(parts[0], as: [0, 2, 1, 3])
    let k = builder.arranged(parts[1], as: [0, 2, 3, 1])
    let v = builder.arranged(parts[2], as: [0, 2, 1, 3])
    let scores = step.emit("Mul", [step.emit("MatMul", [q, k]), step.scalar(scale)])
    let last: [String: ONNXModel.Attribute] = ["axis": .integer(-1)]
    let probabilities: String
    if let kept = try kept(step) {
      let far = builder.constant(
        Tensor(repeating: -1e30, [], dtype: step.inputTypes[0].dtype), named: "far")
      let softmax = step.emit("Softmax", [step.emit("Where", [kept, scores, far])], last)
      probabilities = step.emit("Where", [kept, softmax, step.scalar(0)])
    } else {
      probabilities = step.emit("Softmax", [scores], last)
    }
    return .stored(.init(name: step.emit("MatMul", [probabilities, v]), order: [0, 2, 1, 3]))
  }

  /// The name of what says which keys a query sees; nil where it sees all.
  private func kept(_ step: ONNXStep) throws -> String? {
    let maskPlace = isPacked ? 1 : 3
    var kept: String?
    if step.operands.count > maskPlace {
      guard step.inputTypes[maskPlace].dtype == .bool else {
        throw ONNXError("attention has a mask of numbers; export the model with a mask of bools")
      }
      kept = step.plain(maskPlace)
    }
    guard isCausal else { return kept }
    let queries = step.inputTypes[0].shape[1], keys = step.inputTypes[isPacked ? 0 : 1].shape[1]
    let past = (0..<queries).flatMap { query in (0..<keys).map { $0 <= query } }
    let name = step.builder.constant(
      Tensor(past).reshaped(to: [1, 1, queries, keys]), named: "causal_mask")
    return kept.map { step.emit("And", [$0, name]) } ?? name
  }
}
