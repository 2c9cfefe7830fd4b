import ApusCore

extension ONNXStep {
  /// Reshaping, moving and picking elements; nil for other primitives.
  func convertShaping(_ builder: inout Builder) throws -> Operand? {
    switch name {
    case "transpose":
      let stored = stored(&builder)
      return .stored(
        .init(name: stored.name, order: try integers("axes").map { stored.order[$0] }))
    case "reshape": return result(try reshape(&builder))
    case "broadcast_in_dim": return result(try broadcast(&builder))
    case "concatenate": return try concatenate(&builder)
    case "slice": return result(try slice(&builder))
    case "flip":
      let axes = try integers("axes")
      let first = axes.map { _ in -1 }
      return result(
        builder.emit(
          "Slice",
          [
            plain(0, &builder), builder.integers(first),
            builder.integers(axes.map { _ in Int(Int32.min) }), builder.integers(axes),
            builder.integers(first),
          ]))
    case "tile":
      let repeats = builder.integers(try integers("repeats"))
      return result(builder.emit("Tile", [plain(0, &builder), repeats]))
    case "pad": return try pad(&builder)
    case "unfold": return result(try unfold(&builder))
    case "fold": return result(try fold(&builder))
    case "gather", "gather_along":
      // Indices of uint8 are not among ONNX's.
      let indices = builder.emit(
        "Cast", [plain(1, &builder)], ["to": .integer(DType.int64.onnxCode)])
      return result(
        builder.emit(
          name == "gather" ? "Gather" : "GatherElements", [plain(0, &builder), indices],
          ["axis": .integer(try integer("axis"))]))
    default: return nil
    }
  }

  /// In the order that all operands share, otherwise in the tensors' own.
  private func concatenate(_ builder: inout Builder) throws -> Operand {
    let stored = operands.compactMap { operand -> Builder.Stored? in
      if case .stored(let stored) = operand { stored } else { nil }
    }
    let order =
      stored.count == operands.count && Set(stored.map(\.order)).count == 1
      ? stored[0].order : Array(0..<rank)
    let axes = Array(0..<rank).sorted { order[$0] < order[$1] }
    let names = operands.map { builder.arranged($0, as: axes) }
    let made = builder.emit("Concat", names, ["axis": .integer(order[try integer("axis")])])
    return .stored(.init(name: made, order: order))
  }

  /// The extents for both sizes of batch; −1 for the one that differs.
  private func reshape(_ builder: inout Builder) throws -> String {
    let extents = try varyingIntegers("shape")
    guard extents.count(where: { $0 != $1 }) <= 1 else { throw dependsOnBatch }
    let shape = builder.integers(extents.map { $0 == $1 ? $0 : -1 })
    return builder.emit("Reshape", [plain(0, &builder), shape])
  }

  private func broadcast(_ builder: inout Builder) throws -> String {
    let extents = try varyingIntegers("shape"), inserted = try integers("inserted")
    var name = plain(0, &builder)
    if !inserted.isEmpty {
      name = builder.emit("Unsqueeze", [name, builder.integers(inserted)])
    }
    let own = inputTypes[0].shape.array
    var next = 0
    // 1 where the operand has the extent itself: it stays.
    let targets = extents.indices.map { axis -> (Int, Int) in
      if inserted.contains(axis) { return extents[axis] }
      defer { next += 1 }
      return own[next] == extents[axis].0 ? (1, 1) : extents[axis]
    }
    guard targets.contains(where: { $0 != $1 }) else {
      return builder.emit("Expand", [name, builder.integers(targets.map(\.0))])
    }
    guard targets.allSatisfy({ $0 == $1 || [$0, $1] == ONNXExporter.batches }) else {
      throw dependsOnBatch
    }
    let whole = builder.emit("Shape", [batchSource])
    let batch = builder.emit(
      "Slice", [whole, builder.integers([0]), builder.integers([1]), builder.integers([0])])
    let parts = targets.map { $0 == $1 ? builder.integers([$0]) : batch }
    let shape = builder.emit("Concat", parts, ["axis": .integer(0)])
    return builder.emit("Expand", [name, shape])
  }

  private func slice(_ builder: inout Builder) throws -> String {
    let starts = try varyingIntegers("starts"), sizes = try varyingIntegers("sizes")
    let steps = try varyingIntegers("steps")
    let (own, other) = (inputTypes[0].shape, otherInputTypes[0].shape)
    // An axis that is taken whole is not named, so that the batch's may have any extent.
    let axes = starts.indices.filter { axis in
      starts[axis] != (0, 0) || steps[axis] != (1, 1) || sizes[axis] != (own[axis], other[axis])
    }
    guard axes.allSatisfy({ starts[$0].0 == starts[$0].1 && sizes[$0].0 == sizes[$0].1 }) else {
      throw dependsOnBatch
    }
    if axes.isEmpty { return builder.emit("Identity", [plain(0, &builder)]) }
    let ends = axes.map { axis -> Int in
      let end = starts[axis].0 + sizes[axis].0 * steps[axis].0
      return end < 0 ? Int(Int32.min) : end
    }
    return builder.emit(
      "Slice",
      [
        plain(0, &builder), builder.integers(axes.map { starts[$0].0 }), builder.integers(ends),
        builder.integers(axes), builder.integers(axes.map { steps[$0].0 }),
      ])
  }

  private func pad(_ builder: inout Builder) throws -> Operand {
    let mode = try text("mode")
    guard mode != "periodic" else {
      throw ONNXError("circular padding has no form in ONNX; export the model without it")
    }
    let stored = stored(&builder)
    let axes = Array(0..<rank).sorted { stored.order[$0] < stored.order[$1] }
    let before = try integers("before"), after = try integers("after")
    let amounts = axes.map { before[$0] } + axes.map { after[$0] }
    var inputs = [stored.name, builder.integers(amounts)]
    if mode == "constant" { inputs.append(scalar(try number("value"), &builder)) }
    let made = builder.emit("Pad", inputs, ["mode": .text(mode)])
    return .stored(.init(name: made, order: stored.order))
  }
}
