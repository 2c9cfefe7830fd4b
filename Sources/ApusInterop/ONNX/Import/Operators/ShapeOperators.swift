import ApusCore
import ApusFiles
import ApusNN

extension ONNXCall {
  /// Operators that give tensors another form or tell it; nil for other operators.
  static func shaping(_ name: String) -> Operator? {
    switch name {
    case "Reshape": reshape
    case "Flatten": flatten
    case "Squeeze": squeeze
    case "Unsqueeze": unsqueeze
    case "Transpose": transpose
    case "Expand": expand
    case "Tile": tile
    case "CenterCropPad": centered
    case "DepthToSpace": depthToSpace
    case "SpaceToDepth": spaceToDepth
    case "Shape": shapeOf
    case "Size": { [Tensor(Int64(try $0.input(0).elementCount))] }
    case "Dropout": dropout
    default: nil
    }
  }

  private static let reshape: Operator = { call in
    try call.expectInputs(2...2)
    let x = try call.input(0)
    guard var extents = try call.list(1) else { throw call.fail("the shape is missing") }
    let takesZero = try call.flag("allowzero")
    for (axis, extent) in extents.enumerated() where extent == 0 && !takesZero {
      guard axis < x.rank else { throw call.fail("extent 0 at axis \(axis) of shape \(x.shape)") }
      extents[axis] = x.shape[axis]
    }
    let open = extents.indices.filter { extents[$0] == -1 }
    guard open.count <= 1 else { throw call.fail("several extents are −1") }
    if let open = open.first {
      extents[open] = 1
      let known = try call.shape(extents).elementCount
      guard known > 0, x.elementCount % known == 0 else {
        throw call.fail("\(x.shape) does not divide into \(extents)")
      }
      extents[open] = x.elementCount / known
    }
    let shape = try call.shape(extents)
    guard shape.elementCount == x.elementCount else {
      throw call.fail("\(x.shape) has not as many elements as \(shape)")
    }
    return [x.reshaped(to: shape)]
  }

  private static let flatten: Operator = { call in
    try call.expectInputs(1...1)
    let x = try call.input(0)
    let axis = try call.integer("axis", default: 1)
    guard (-x.rank...x.rank).contains(axis) else {
      throw call.fail("there is no axis \(axis) among \(x.rank)")
    }
    return [x.flattened(from: axis < 0 ? axis + x.rank : axis)]
  }

  /// Axes, which older versions have among the settings and newer ones as input 1.
  private func namedAxes() throws -> [Int]? {
    try inputs.count > 1 ? list(1) : integers("axes")
  }

  private static let squeeze: Operator = { call in
    try call.expectInputs(1...2)
    let x = try call.input(0)
    let axes: [Int]
    if let named = try call.namedAxes() {
      axes = try call.axes(named, rank: x.rank)
    } else {
      axes = x.shape.indices.filter { x.shape[$0] == 1 }
    }
    guard axes.allSatisfy({ x.shape[$0] == 1 }) else {
      throw call.fail("axes \(axes) of shape \(x.shape) are not all of extent 1")
    }
    let left = x.shape.indices.filter { !axes.contains($0) }
    return [x.reshaped(to: Shape(left.map { x.shape[$0] }))]
  }

  private static let unsqueeze: Operator = { call in
    try call.expectInputs(1...2)
    let x = try call.input(0)
    guard let named = try call.namedAxes(), x.rank + named.count <= Shape.maximumRank else {
      throw call.fail("axes are missing, or too many")
    }
    let rank = x.rank + named.count
    let axes = try call.axes(named, rank: rank)
    var extents = x.shape.array[...]
    return [
      x.reshaped(to: Shape((0..<rank).map { axes.contains($0) ? 1 : extents.removeFirst() }))
    ]
  }

  private static let transpose: Operator = { call in
    try call.expectInputs(1...1)
    let x = try call.input(0)
    guard let order = try call.integers("perm") else { return [x.transposed()] }
    guard order.sorted() == Array(0..<x.rank) else {
      throw call.fail("perm \(order.prefix(9)) is no order of \(x.rank) axes")
    }
    return [order == Array(0..<x.rank) ? x : x.transposed(axes: order)]
  }

  private static let expand: Operator = { call in
    try call.expectInputs(2...2)
    let x = try call.input(0)
    guard let extents = try call.list(1) else { throw call.fail("the shape is missing") }
    return [try call.broadcast(x, to: call.broadcast(x.shape, call.shape(extents)))]
  }

  private static let tile: Operator = { call in
    try call.expectInputs(2...2)
    let x = try call.input(0)
    guard let repeats = try call.list(1), repeats.count == x.rank,
      repeats.allSatisfy({ 0...call.limit ~= $0 })
    else { throw call.fail("repeats must be a number for each of the \(x.rank) axes") }
    _ = try call.shape(
      zip(x.shape, repeats).map { $0.multipliedReportingOverflow(by: $1) }
        .map { $0.overflow ? -1 : $0.partialValue })
    return [x.tiled(by: repeats)]
  }

  /// Cut off or filled with zeros on both sides alike; of an odd number one more after.
  private static let centered: Operator = { call in
    try call.expectInputs(2...2)
    var x = try call.input(0)
    guard let wanted = try call.list(1) else { throw call.fail("the shape is missing") }
    let axes = try call.axes(call.integers("axes") ?? Array(0..<x.rank), rank: x.rank)
    guard axes.count == wanted.count else {
      throw call.fail("\(wanted.count) extents for \(axes.count) axes")
    }
    var extents = x.shape.array
    for (axis, extent) in zip(axes, wanted) { extents[axis] = extent }
    _ = try call.shape(extents)
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

  /// The extents of an image and the size of blocks, which must divide `divided`.
  private func blocks(_ divided: (Shape, Int) -> [Int], by count: (Int) -> Int) throws -> (
    x: Tensor, n: Int, c: Int, h: Int, w: Int, size: Int
  ) {
    try expectInputs(1...1)
    let x = try input(0)
    let size = try integer("blocksize", in: 1...1 << 15)
    guard x.rank == 4, divided(x.shape, size).allSatisfy({ $0 % count(size) == 0 }) else {
      throw fail("shape \(x.shape) does not divide into blocks of \(size)")
    }
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

  private static let depthToSpace: Operator = { call in
    let (x, n, c, h, w, size) = try call.blocks({ shape, _ in [shape[1]] }, by: { $0 * $0 })
    let channels = c / (size * size)
    let result =
      try call.isDepthFirst()
      ? x.reshaped(to: [n, size, size, channels, h, w]).transposed(axes: [0, 3, 4, 1, 5, 2])
      : x.reshaped(to: [n, channels, size, size, h, w]).transposed(axes: [0, 1, 4, 2, 5, 3])
    return [result.reshaped(to: [n, channels, h * size, w * size])]
  }

  private static let spaceToDepth: Operator = { call in
    let (x, n, c, h, w, size) = try call.blocks({ shape, _ in [shape[2], shape[3]] }, by: { $0 })
    let parts = x.reshaped(to: [n, c, h / size, size, w / size, size])
    let order = try call.isDepthFirst() ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4]
    return [
      parts.transposed(axes: order).reshaped(to: [n, c * size * size, h / size, w / size])
    ]
  }

  private static let shapeOf: Operator = { call in
    try call.expectInputs(1...1)
    let shape = try call.input(0).shape
    func bound(_ key: String, _ usual: Int) throws -> Int {
      let value = min(max(try call.integer(key, default: usual), -shape.rank), shape.rank)
      return value < 0 ? value + shape.rank : value
    }
    let start = try bound("start", 0), end = try bound("end", shape.rank)
    return [Tensor(shape.array[start..<max(start, end)].map { Int64($0) })]
  }

  /// As in inference: nothing is dropped.
  private static let dropout: Operator = { call in
    try call.expectInputs(1...3)
    let x = try call.input(0, .floats)
    if call.optional(2) != nil, try call.number(at: 2) != 0, try call.number(at: 1) ?? 0.5 != 0 {
      throw call.fail("training mode is not supported; export the model for inference")
    }
    return call.node.outputs.count > 1 ? [x, x.onesLike.cast(to: .bool)] : [x]
  }
}
