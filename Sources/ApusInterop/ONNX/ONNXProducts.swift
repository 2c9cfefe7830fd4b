import ApusCore

extension ONNXStep {
  /// Matrix products and attention; nil for other primitives.
  func convertProduct(_ builder: inout Builder) throws -> Operand? {
    switch name {
    case "linear": return result(try linear(&builder))
    case "matmul":
      let names = try zip([0, 1], ["transposeA", "transposeB"]).map { position, key -> String in
        var axes = Array(0..<inputTypes[position].shape.rank)
        if try flag(key) { axes.swapAt(axes.count - 2, axes.count - 1) }
        return builder.arranged(operands[position], as: axes)
      }
      return result(builder.emit("MatMul", names))
    case "attention": return try attention(&builder)
    default: return nil
    }
  }

  private func linear(_ builder: inout Builder) throws -> String {
    let names = operands.indices.map { plain($0, &builder) }
    if rank == 2 { return try activated(builder.emit("Gemm", names), &builder) }
    let product = builder.emit("MatMul", Array(names.prefix(2)))
    let sum = names.count > 2 ? builder.emit("Add", [product, names[2]]) : product
    return try activated(sum, &builder)
  }

  /// softmax(scale q kᵀ + mask) v, heads beside the batch; the result's heads are noted, not moved
  /// back.
  private func attention(_ builder: inout Builder) throws -> Operand {
    let isPacked = try flag("isPacked"), isCausal = try flag("isCausal")
    let dtype = inputTypes[0].dtype
    var parts = Array(operands.prefix(3))
    if isPacked {
      let packed = plain(0, &builder)
      parts = (0..<3).map { part -> Operand in
        let position = builder.integer(part)
        let name = builder.emit("Gather", [packed, position], ["axis": .integer(2)])
        return .stored(.init(name: name, order: [0, 1, 2, 3]))
      }
    }
    let q = builder.arranged(parts[0], as: [0, 2, 1, 3])
    let k = builder.arranged(parts[1], as: [0, 2, 3, 1])
    let v = builder.arranged(parts[2], as: [0, 2, 1, 3])
    var scores = builder.emit("MatMul", [q, k])
    scores = builder.emit("Mul", [scores, scalar(try number("scale"), &builder)])
    let maskPlace = isPacked ? 1 : 3
    var kept: String?
    if operands.count > maskPlace {
      guard inputTypes[maskPlace].dtype == .bool else {
        throw ONNXError("attention has a mask of numbers; export the model with a mask of bools")
      }
      kept = plain(maskPlace, &builder)
    }
    if isCausal {
      let queries = inputTypes[0].shape[1], keys = inputTypes[isPacked ? 0 : 1].shape[1]
      let past = (0..<queries).flatMap { query in (0..<keys).map { $0 <= query } }
      let name = builder.constant(
        Tensor(past).reshaped(to: [1, 1, queries, keys]), named: "causal_mask")
      kept = kept.map { builder.emit("And", [$0, name]) } ?? name
    }
    let last: [String: ONNXModel.Attribute] = ["axis": .integer(-1)]
    let probabilities: String
    if let kept {
      let far = builder.constant(Tensor(repeating: -1e30, [], dtype: dtype), named: "far")
      let softmax = builder.emit("Softmax", [builder.emit("Where", [kept, scores, far])], last)
      probabilities = builder.emit("Where", [kept, softmax, scalar(0, &builder)])
    } else {
      probabilities = builder.emit("Softmax", [scores], last)
    }
    return .stored(.init(name: builder.emit("MatMul", [probabilities, v]), order: [0, 2, 1, 3]))
  }
}
