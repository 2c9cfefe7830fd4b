import ApusCore

extension AxisWindows {
  /// The places from the first window's first element to the last window's first.
  fileprivate var reach: Int { (windows - 1) * stride + 1 }
}

extension ONNXStep {
  /// Zeros before and after an axis of a value with `rank` axes.
  fileprivate func padded(
    _ name: String, _ axis: Int, rank: Int, _ before: Int, _ after: Int
  ) -> String {
    if before == 0, after == 0 { return name }
    var amounts = [Int](repeating: 0, count: 2 * rank)
    amounts[axis] = before
    amounts[axis + rank] = after
    return emit("Pad", [name, integers(amounts), scalar(0)])
  }

  fileprivate func sliced(
    _ name: String, _ axis: Int, _ from: Int, _ to: Int, by stride: Int? = nil
  ) -> String {
    let step = stride.map { [integers([$0])] } ?? []
    return emit("Slice", [name, integers([from]), integers([to]), integers([axis])] + step)
  }
}

extension Unfold: ONNXExportable {
  static var openAttributes: Set<String> { ["shape"] }

  /// The windows along an axis: for each of their places a slice, joined along a new axis.
  func export(_ step: ONNXStep) -> Operand {
    let w = windows
    let after = w.reach + (w.taps - 1) * w.dilation - w.before - step.inputTypes[0].shape[w.axis]
    let name = step.padded(step.plain(0), w.axis, rank: step.rank, w.before, max(0, after))
    let parts = (0..<w.taps).map { tap -> String in
      let start = tap * w.dilation
      let part = step.sliced(name, w.axis, start, start + w.reach, by: w.stride)
      return step.emit("Unsqueeze", [part, step.integers([w.place])])
    }
    return step.result(step.emit("Concat", parts, ["axis": .integer(w.place)]))
  }
}

extension FoldPrimitive: ONNXExportable {
  static var openAttributes: Set<String> { ["shape"] }

  /// The transpose of ``Unfold``: each tap's elements a stride apart, moved to where it lies, and
  /// added up.
  func export(_ step: ONNXStep) throws -> Operand {
    let w = windows, shape = step.outputTypes[0].shape, rank = step.rank
    let whole = w.reach + (w.taps - 1) * w.dilation
    let missing = w.before + shape[w.axis] - whole
    var other = step.otherInputTypes[0].shape.removing(w.place)
    other[w.axis] = shape[w.axis]
    var extents = try step.openExtents(shape, other)
    extents[w.axis] = w.reach + w.stride - 1
    let source = step.plain(0)
    var sum: String?
    for tap in 0..<w.taps {
      var name = step.emit(
        "Gather", [source, step.builder.integer(tap)], ["axis": .integer(w.place)])
      if w.stride > 1 {
        // [windows, 1] filled up to [windows, stride], side by side.
        name = step.emit("Unsqueeze", [name, step.integers([w.axis + 1])])
        name = step.padded(name, w.axis + 1, rank: rank, 0, w.stride - 1)
        name = step.emit("Reshape", [name, step.integers(extents)])
        name = step.sliced(name, w.axis, 0, w.reach)
      }
      name = step.padded(
        name, w.axis, rank: rank - 1, tap * w.dilation,
        (w.taps - 1 - tap) * w.dilation + max(0, missing))
      sum = sum.map { step.emit("Add", [$0, name]) } ?? name
    }
    return step.result(
      step.sliced(sum ?? source, w.axis, w.before, w.before + shape[w.axis]))
  }
}
