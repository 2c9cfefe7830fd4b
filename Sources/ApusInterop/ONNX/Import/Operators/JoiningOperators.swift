import ApusCore
import ApusFiles
import ApusNN

extension ONNXCall {
  /// Operators that join, cut and surround tensors; nil for other operators.
  static func joining(_ name: String) -> Operator? {
    switch name {
    case "Concat": concatenate
    case "Split": split
    case "Slice": slice
    case "Pad": pad
    default: nil
    }
  }

  private static let concatenate: Operator = { call in
    let parts = try call.inputs.indices.map { try call.input($0) }
    guard let first = parts.first else { throw call.fail("it has no inputs") }
    let axis = try call.axis(call.integer("axis"), rank: first.rank)
    for part in parts {
      try call.expectSame(first, part)
      guard part.rank == first.rank, part.shape.removing(axis) == first.shape.removing(axis) else {
        throw call.fail("shapes \(first.shape) and \(part.shape) differ beside axis \(axis)")
      }
    }
    var extents = first.shape.array
    extents[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    _ = try call.shape(extents)
    return [Tensor.concatenated(parts, axis: axis)]
  }

  private static let split: Operator = { call in
    try call.expectInputs(1...2)
    let x = try call.input(0)
    let axis = try call.axis(call.integer("axis", default: 0), rank: x.rank)
    let extent = x.shape[axis], count = call.node.outputs.count
    var sizes = try call.inputs.count > 1 ? call.list(1) : call.integers("split")
    if sizes == nil {
      guard try call.integer("num_outputs", default: count) == count else {
        throw call.fail("num_outputs is not the number of outputs, \(count)")
      }
      let size = (extent + count - 1) / count
      sizes = (0..<count).map { min(size, max(0, extent - $0 * size)) }
    }
    guard let sizes, sizes.count == count, sizes.allSatisfy({ 0...extent ~= $0 }),
      sizes.reduce(0, +) == extent
    else { throw call.fail("its parts do not add up to the extent \(extent) of axis \(axis)") }
    return x.split(sizes: sizes, axis: axis)
  }

  private static let slice: Operator = { call in
    try call.expectInputs(1...5)
    var x = try call.input(0)
    let isOld = call.version < 10
    let starts = try isOld ? call.integers("starts") : call.list(1)
    let ends = try isOld ? call.integers("ends") : call.list(2)
    guard let starts, let ends, starts.count == ends.count, starts.count <= x.rank else {
      throw call.fail("starts and ends must be lists of one length, for at most \(x.rank) axes")
    }
    let named = try isOld ? call.integers("axes") : call.list(3)
    let axes = try call.axes(named ?? Array(0..<starts.count), rank: x.rank)
    let steps = try isOld ? nil : call.list(4)
    guard axes.count == starts.count, steps == nil || steps?.count == starts.count else {
      throw call.fail("starts, axes and steps are not of one length")
    }
    for (place, axis) in axes.enumerated() {
      let extent = x.shape[axis]
      let step = steps?[place] ?? 1
      guard step != 0 else { throw call.fail("a step of 0") }
      // Beyond the extent a step reaches one position, however long it is.
      let within = min(max(step, -max(extent, 1)), max(extent, 1))
      func position(_ value: Int, _ range: ClosedRange<Int>) -> Int {
        let fromFront = value < 0 ? max(value, -extent - 1) + extent : value
        return min(max(fromFront, range.lowerBound), range.upperBound)
      }
      if within > 0 {
        let from = position(starts[place], 0...extent)
        let to = position(ends[place], 0...extent)
        x = x.sliced(axis: axis, from: min(from, to), to: to, by: within)
      } else if extent > 0 {
        let from = position(starts[place], 0...extent - 1)
        let to = position(ends[place], -1...extent - 1)
        x =
          from <= to
          ? x.sliced(axis: axis, from: 0, to: 0)
          : x.sliced(axis: axis, from: from, to: to < 0 ? nil : to, by: within)
      }
    }
    return [x]
  }

  private static let pad: Operator = { call in
    try call.expectInputs(1...4)
    let x = try call.input(0)
    let isOld = call.version < 11
    let amounts = try isOld ? call.integers("pads") : call.list(1)
    let named = try isOld ? nil : call.list(3)
    let axes = try call.axes(named ?? Array(0..<x.rank), rank: x.rank)
    guard let amounts, amounts.count == 2 * axes.count,
      amounts.allSatisfy({ -1 << 30...1 << 30 ~= $0 })
    else { throw call.fail("pads must be two numbers for each axis") }
    let mode: PaddingMode
    switch try call.text("mode", default: "constant") {
    case "constant":
      let value: Double
      if isOld {
        value = try call.number("value", default: 0)
      } else {
        if let given = call.optional(2) { try call.expectSame(x, given) }
        value = try call.number(at: 2) ?? 0
      }
      mode = .constant(value)
    case "edge": mode = .edge
    case "reflect": mode = .reflect
    case "wrap": mode = .periodic
    case let other: throw call.fail("mode \(quoted(other)) is not supported")
    }
    var added = [(before: Int, after: Int)](repeating: (0, 0), count: x.rank)
    for (place, axis) in axes.enumerated() {
      added[axis] = (amounts[place], amounts[place + axes.count])
    }
    _ = try call.shape(zip(x.shape, added).map { max(0, $0 + $1.before + $1.after) })
    _ = try call.shape(zip(x.shape, added).map { $0 + max(0, $1.before) + max(0, $1.after) })
    // Less than nothing is taken away.
    var result = x
    for (axis, amount) in added.enumerated() where amount.before < 0 || amount.after < 0 {
      let from = max(0, -amount.before), to = result.shape[axis] - max(0, -amount.after)
      guard from <= to else { throw call.fail("it takes more away than axis \(axis) has") }
      result = result.sliced(axis: axis, from: from, to: to)
    }
    if case .constant = mode {} else { try call.expectElements(result) }
    return [result.padded(added.map { (max(0, $0.before), max(0, $0.after)) }, mode: mode)]
  }
}
