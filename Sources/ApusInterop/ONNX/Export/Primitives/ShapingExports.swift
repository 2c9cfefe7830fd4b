import ApusCore

extension Transpose: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    let stored = step.stored
    return .stored(.init(name: stored.name, order: axes.map { stored.order[$0] }))
  }
}

extension ReshapePrimitive: ONNXExportable {
  static var openAttributes: Set<String> { ["shape"] }

  func export(_ step: ONNXStep) throws -> Operand {
    guard let other = step.other as? Self else { throw step.dependsOnBatch }
    let extents = try step.openExtents(shape, other.shape)
    return step.result(step.emit("Reshape", [step.plain(0), step.integers(extents)]))
  }
}

extension Broadcast: ONNXExportable {
  static var openAttributes: Set<String> { ["shape"] }

  func export(_ step: ONNXStep) throws -> Operand {
    guard let other = step.other as? Self, other.shape.rank == shape.rank else {
      throw step.dependsOnBatch
    }
    var name = step.plain(0)
    if !inserted.isEmpty { name = step.emit("Unsqueeze", [name, step.integers(inserted.array)]) }
    let own = step.inputTypes[0].shape.array
    var next = 0
    // 1 where the operand has the extent itself: it stays.
    let targets = shape.indices.map { axis -> (Int, Int) in
      if inserted.contains(axis) { return (shape[axis], other.shape[axis]) }
      defer { next += 1 }
      return own[next] == shape[axis] ? (1, 1) : (shape[axis], other.shape[axis])
    }
    guard targets.contains(where: { $0 != $1 }) else {
      return step.result(step.emit("Expand", [name, step.integers(targets.map(\.0))]))
    }
    guard targets.allSatisfy({ $0 == $1 || [$0, $1] == ONNXExporter.batches }) else {
      throw step.dependsOnBatch
    }
    let batch = step.emit(
      "Slice",
      [step.emit("Shape", [step.batchSource])]
        + [[0], [1], [0]].map { step.integers($0) })
    let parts = targets.map { $0 == $1 ? step.integers([$0]) : batch }
    let extents = step.emit("Concat", parts, ["axis": .integer(0)])
    return step.result(step.emit("Expand", [name, extents]))
  }
}

extension ConcatenatePrimitive: ONNXExportable {
  /// In the order that all operands share, otherwise in the tensors' own.
  func export(_ step: ONNXStep) -> Operand {
    let stored = step.operands.compactMap { operand -> ONNXGraphBuilder.Stored? in
      if case .stored(let stored) = operand { stored } else { nil }
    }
    let order =
      stored.count == step.operands.count && Set(stored.map(\.order)).count == 1
      ? stored[0].order : Array(0..<step.rank)
    let axes = Array(0..<step.rank).sorted { order[$0] < order[$1] }
    let names = step.operands.map { step.builder.arranged($0, as: axes) }
    let made = step.emit("Concat", names, ["axis": .integer(order[axis])])
    return .stored(.init(name: made, order: order))
  }
}

/// A primitive that takes positions along each axis.
protocol ONNXSlicing: ONNXExportable {
  var geometry: SliceGeometry { get }
}

extension ONNXSlicing {
  static var openAttributes: Set<String> { ["starts", "sizes", "steps"] }

  func export(_ step: ONNXStep) throws -> Operand {
    guard let other = (step.other as? any ONNXSlicing)?.geometry else { throw step.dependsOnBatch }
    let extents = zip(step.inputTypes[0].shape, step.otherInputTypes[0].shape)
    // An axis that is taken whole is not named, so that the batch's may have any extent.
    let axes = extents.enumerated().filter { axis, extent in
      !geometry[axis].isWhole(of: extent.0) || !other[axis].isWhole(of: extent.1)
    }.map(\.offset)
    guard axes.allSatisfy({ geometry[$0] == other[$0] }) else { throw step.dependsOnBatch }
    if axes.isEmpty { return step.result(step.emit("Identity", [step.plain(0)])) }
    let parts = axes.map { geometry[$0] }
    let ends = parts.map { part -> Int in
      let end = part.start + part.count * part.step
      return end < 0 ? Int(Int32.min) : end
    }
    let lists = [parts.map(\.start), ends, axes, parts.map(\.step)]
    return step.result(step.emit("Slice", [step.plain(0)] + lists.map { step.integers($0) }))
  }
}

extension AxisSlice {
  fileprivate func isWhole(of extent: Int) -> Bool { start == 0 && count == extent && step == 1 }
}

extension SlicePrimitive: ONNXSlicing {}
extension ContiguousSlice: ONNXSlicing {}

extension Flip: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    let first = axes.map { _ in -1 }
    let lists = [first, axes.map { _ in Int(Int32.min) }, axes.array, first]
    return step.result(step.emit("Slice", [step.plain(0)] + lists.map { step.integers($0) }))
  }
}

extension Roll: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    let x = step.plain(0), axis = step.integers([axis])
    let seam = step.inputTypes[0].shape[self.axis] - shift
    let parts = [(seam, Int(Int32.max)), (0, seam)].map { from, to in
      step.emit("Slice", [x, step.integers([from]), step.integers([to]), axis])
    }
    return step.result(step.emit("Concat", parts, ["axis": .integer(self.axis)]))
  }
}

extension Tile: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.result(step.emit("Tile", [step.plain(0), step.integers(repeats.array)]))
  }
}

extension Pad: ONNXExportable {
  func export(_ step: ONNXStep) throws -> Operand {
    let stored = step.stored
    let axes = Array(0..<step.rank).sorted { stored.order[$0] < stored.order[$1] }
    let amounts = axes.map { before[$0] } + axes.map { after[$0] }
    let name: String
    var inputs = [stored.name, step.integers(amounts)]
    switch mode {
    case .constant(let value):
      name = "constant"
      inputs.append(step.scalar(value))
    case .edge: name = "edge"
    case .reflect: name = "reflect"
    case .periodic:
      throw ONNXError("circular padding has no form in ONNX; export the model without it")
    }
    return .stored(
      .init(name: step.emit("Pad", inputs, ["mode": .text(name)]), order: stored.order))
  }
}

extension ONNXStep {
  /// Elements that numbers name along an axis. Numbers of uint8 are not among ONNX's.
  fileprivate func gathered(_ operation: String, _ axis: Int) -> Operand {
    let numbers = emit("Cast", [plain(1)], ["to": .integer(DType.int64.onnxCode)])
    return result(emit(operation, [plain(0), numbers], ["axis": .integer(axis)]))
  }
}

extension Gather: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand { step.gathered("Gather", axis) }
}

extension GatherAlong: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand { step.gathered("GatherElements", axis) }
}
