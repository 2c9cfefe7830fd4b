import ApusCore
import ApusFiles
import ApusNN

extension ONNXOperator {
  /// Operators that join, cut and surround tensors.
  static let joining: [ONNXOperator] = [
    ONNXOperator("Concat", 1...Int.max, effect: .moves) { try $0.concatenate() },
    ONNXOperator("Split", 1...2, effect: .moves) { try $0.split() },
    ONNXOperator("Slice", 1...5, effect: .moves) { try $0.slice() },
    ONNXOperator("Pad", 1...4, forms: [2]) { try $0.pad() },
  ]
}

extension ONNXCall {
  fileprivate func concatenate() throws -> [Tensor] {
    let parts = try inputs.indices.map { try input($0) }
    guard let first = parts.first else { throw fail("it has no inputs") }
    let axis = try axis(integer("axis"), rank: first.rank)
    for part in parts { try expectSame(first, part) }
    return [Tensor.concatenated(parts, axis: axis)]
  }

  fileprivate func split() throws -> [Tensor] {
    let x = try input(0)
    let axis = try axis(integer("axis", default: 0), rank: x.rank)
    let extent = x.shape[axis], count = node.outputs.count
    var sizes = try inputs.count > 1 ? list(1) : integers("split")
    if sizes == nil {
      guard try integer("num_outputs", default: count) == count else {
        throw fail("num_outputs is not the number of outputs, \(count)")
      }
      let size = (extent + count - 1) / count
      sizes = (0..<count).map { min(size, max(0, extent - $0 * size)) }
    }
    guard let sizes, sizes.count == count, sizes.allSatisfy({ 0...extent ~= $0 }) else {
      throw fail("its parts are not \(count) of the extent \(extent) of axis \(axis)")
    }
    return x.split(sizes: sizes, axis: axis)
  }

  fileprivate func slice() throws -> [Tensor] {
    var x = try input(0)
    let isOld = version < 10
    let starts = try isOld ? integers("starts") : list(1)
    let ends = try isOld ? integers("ends") : list(2)
    guard let starts, let ends, starts.count == ends.count, starts.count <= x.rank else {
      throw fail("starts and ends must be lists of one length, for at most \(x.rank) axes")
    }
    let named = try isOld ? integers("axes") : list(3)
    let axes = try axes(named ?? Array(0..<starts.count), rank: x.rank)
    let steps = try isOld ? nil : list(4)
    guard axes.count == starts.count, steps == nil || steps?.count == starts.count else {
      throw fail("starts, axes and steps are not of one length")
    }
    for (place, axis) in axes.enumerated() {
      let extent = x.shape[axis]
      let step = steps?[place] ?? 1
      guard step != 0 else { throw fail("a step of 0") }
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

  fileprivate func pad() throws -> [Tensor] {
    let x = try input(0)
    let isOld = version < 11
    let amounts = try isOld ? integers("pads") : list(1)
    let named = try isOld ? nil : list(3)
    let axes = try axes(named ?? Array(0..<x.rank), rank: x.rank)
    guard let amounts, amounts.count == 2 * axes.count,
      amounts.allSatisfy({ -1 << 30...1 << 30 ~= $0 })
    else { throw fail("pads must be two numbers for each axis") }
    let mode: PaddingMode
    switch try text("mode", default: "constant") {
    case "constant":
      let value: Double
      if isOld {
        value = try number("value", default: 0)
      } else {
        if let given = optional(2) { try expectSame(x, given) }
        value = try number(at: 2) ?? 0
      }
      mode = .constant(value)
    case "edge": mode = .edge
    case "reflect": mode = .reflect
    case "wrap": mode = .periodic
    case let other: throw fail("mode \(quoted(other)) is not supported")
    }
    var added = [(before: Int, after: Int)](repeating: (0, 0), count: x.rank)
    for (place, axis) in axes.enumerated() {
      added[axis] = (amounts[place], amounts[place + axes.count])
    }
    _ = try shape(zip(x.shape, added).map { max(0, $0 + $1.before + $1.after) })
    _ = try shape(zip(x.shape, added).map { $0 + max(0, $1.before) + max(0, $1.after) })
    // Less than nothing is taken away.
    var result = x
    for (axis, amount) in added.enumerated() where amount.before < 0 || amount.after < 0 {
      let from = max(0, -amount.before), to = result.shape[axis] - max(0, -amount.after)
      guard from <= to else { throw fail("it takes more away than axis \(axis) has") }
      result = result.sliced(axis: axis, from: from, to: to)
    }
    if case .constant = mode {} else { try expectElements(result) }
    return [result.padded(added.map { (max(0, $0.before), max(0, $0.after)) }, mode: mode)]
  }
}
