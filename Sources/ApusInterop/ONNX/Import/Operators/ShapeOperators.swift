import ApusCore
import ApusFiles
import ApusNN

extension ONNXOperator {
  /// Operators that give tensors another form or tell it.
  static let shaping: [ONNXOperator] = [
    ONNXOperator("Reshape", 2...2, effect: .moves) { try $0.reshape() },
    ONNXOperator("Flatten", 1...1, effect: .moves) { try $0.flatten() },
    ONNXOperator("Squeeze", 1...2, effect: .moves) { try $0.squeeze() },
    ONNXOperator("Unsqueeze", 1...2, effect: .moves) { try $0.unsqueeze() },
    ONNXOperator("Transpose", 1...1, effect: .moves) { try $0.transpose() },
    ONNXOperator("Expand", 2...2, effect: .moves) { try $0.expand() },
    ONNXOperator("Tile", 2...2) { try $0.tile() },
    ONNXOperator("CenterCropPad", 2...2) { try $0.centered() },
    ONNXOperator("DepthToSpace", 1...1) { try $0.depthToSpace() },
    ONNXOperator("SpaceToDepth", 1...1) { try $0.spaceToDepth() },
    ONNXOperator("Shape", 1...1) { try $0.shapeOf() },
    ONNXOperator("Size", 1...1) { [Tensor(Int64(try $0.input(0).elementCount))] },
    ONNXOperator("Dropout", 1...3, forms: [1, 2], effect: .moves) { try $0.dropout() },
  ]
}

extension ONNXCall {
  fileprivate func reshape() throws -> [Tensor] {
    let x = try input(0)
    guard var extents = try list(1) else { throw fail("the shape is missing") }
    let takesZero = try flag("allowzero")
    for (axis, extent) in extents.enumerated() where extent == 0 && !takesZero {
      guard axis < x.rank else { throw fail("extent 0 at axis \(axis) of shape \(x.shape)") }
      extents[axis] = x.shape[axis]
    }
    _ = try shape(extents.map { $0 == -1 ? 1 : $0 })
    return [x.reshaped(to: extents)]
  }

  fileprivate func flatten() throws -> [Tensor] {
    let x = try input(0)
    let axis = try integer("axis", default: 1)
    guard (-x.rank...x.rank).contains(axis) else {
      throw fail("there is no axis \(axis) among \(x.rank)")
    }
    return [x.flattened(from: axis < 0 ? axis + x.rank : axis)]
  }

  /// Axes, which older versions have among the settings and newer ones as input 1.
  private func namedAxes() throws -> [Int]? {
    try inputs.count > 1 ? list(1) : integers("axes")
  }

  fileprivate func squeeze() throws -> [Tensor] {
    let x = try input(0)
    let axes: [Int]
    if let named = try namedAxes() {
      axes = try self.axes(named, rank: x.rank)
    } else {
      axes = x.shape.indices.filter { x.shape[$0] == 1 }
    }
    let left = x.shape.indices.filter { !axes.contains($0) }
    return [x.reshaped(to: Shape(left.map { x.shape[$0] }))]
  }

  fileprivate func unsqueeze() throws -> [Tensor] {
    let x = try input(0)
    guard let named = try namedAxes(), x.rank + named.count <= Shape.maximumRank else {
      throw fail("axes are missing, or too many")
    }
    let rank = x.rank + named.count
    let axes = try axes(named, rank: rank)
    var extents = x.shape.array[...]
    return [
      x.reshaped(to: Shape((0..<rank).map { axes.contains($0) ? 1 : extents.removeFirst() }))
    ]
  }

  fileprivate func transpose() throws -> [Tensor] {
    let x = try input(0)
    guard let order = try integers("perm") else { return [x.transposed()] }
    return [x.transposed(axes: order)]
  }

  fileprivate func expand() throws -> [Tensor] {
    let x = try input(0)
    guard let extents = try list(1) else { throw fail("the shape is missing") }
    return [try broadcast(x, to: broadcast(x.shape, shape(extents)))]
  }

  fileprivate func tile() throws -> [Tensor] {
    let x = try input(0)
    guard let repeats = try list(1), repeats.count == x.rank,
      repeats.allSatisfy({ 0...limit ~= $0 })
    else { throw fail("repeats must be a number for each of the \(x.rank) axes") }
    _ = try shape(
      zip(x.shape, repeats).map { $0.multipliedReportingOverflow(by: $1) }
        .map { $0.overflow ? -1 : $0.partialValue })
    return [x.tiled(by: repeats)]
  }

  /// Cut off or filled with zeros on both sides alike; of an odd number one more after.
  fileprivate func centered() throws -> [Tensor] {
    var x = try input(0)
    guard let wanted = try list(1) else { throw fail("the shape is missing") }
    let axes = try axes(integers("axes") ?? Array(0..<x.rank), rank: x.rank)
    guard axes.count == wanted.count else {
      throw fail("\(wanted.count) extents for \(axes.count) axes")
    }
    var extents = x.shape.array
    for (axis, extent) in zip(axes, wanted) { extents[axis] = extent }
    _ = try shape(extents)
    for (axis, extent) in zip(axes, wanted) {
      let rest = extent - x.shape[axis]
      if rest < 0 {
        let start = -rest / 2
        x = x.sliced(axis: axis, from: start, to: start + extent)
      } else {
        x = x.padded(axis: axis, before: rest / 2, after: rest - rest / 2)
      }
    }
    return [x]
  }

  /// An image, its extents and the size of blocks.
  private func blocks() throws -> (x: Tensor, n: Int, c: Int, h: Int, w: Int, size: Int) {
    let x = try input(0)
    let size = try integer("blocksize", in: 1...1 << 15)
    return (x, x.shape[0], x.shape[1], x.shape[2], x.shape[3], size)
  }

  /// Whether channels of one place in a block are neighbours (DCR), or places of one channel (CRD).
  private func isDepthFirst() throws -> Bool {
    switch try text("mode", default: "DCR") {
    case "DCR": return true
    case "CRD": return false
    case let other: throw fail("mode is \(quoted(other)); expected DCR or CRD")
    }
  }

  fileprivate func depthToSpace() throws -> [Tensor] {
    let (x, n, c, h, w, size) = try blocks()
    let channels = c / (size * size)
    let result =
      try isDepthFirst()
      ? x.reshaped(to: [n, size, size, channels, h, w]).transposed(axes: [0, 3, 4, 1, 5, 2])
      : x.reshaped(to: [n, channels, size, size, h, w]).transposed(axes: [0, 1, 4, 2, 5, 3])
    return [result.reshaped(to: [n, channels, h * size, w * size])]
  }

  fileprivate func spaceToDepth() throws -> [Tensor] {
    let (x, n, c, h, w, size) = try blocks()
    let parts = x.reshaped(to: [n, c, h / size, size, w / size, size])
    let order = try isDepthFirst() ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4]
    return [
      parts.transposed(axes: order).reshaped(to: [n, c * size * size, h / size, w / size])
    ]
  }

  fileprivate func shapeOf() throws -> [Tensor] {
    let shape = try input(0).shape
    func bound(_ key: String, _ usual: Int) throws -> Int {
      let value = min(max(try integer(key, default: usual), -shape.rank), shape.rank)
      return value < 0 ? value + shape.rank : value
    }
    let start = try bound("start", 0), end = try bound("end", shape.rank)
    return [Tensor(shape.array[start..<max(start, end)].map { Int64($0) })]
  }

  /// As in inference: nothing is dropped.
  fileprivate func dropout() throws -> [Tensor] {
    let x = try input(0, .floats)
    if optional(2) != nil, try number(at: 2) != 0, try number(at: 1) ?? 0.5 != 0 {
      throw fail("training mode is not supported; export the model for inference")
    }
    return node.outputs.count > 1 ? [x, x.onesLike.cast(to: .bool)] : [x]
  }
}
