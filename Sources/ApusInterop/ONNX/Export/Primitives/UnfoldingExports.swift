import ApusCore

extension AxisWindows {
  /// The places from the first window's first element to the last window's first.
  fileprivate var reach: Int { (windows - 1) * window.stride + 1 }
  /// The places from there to the end of the last window.
  fileprivate var rest: Int { window.span - 1 }
}

extension ONNXStep {
  /// Pads one axis of a value with `rank` axes by zeros at both ends.
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

  /// The windows along axis 1: for each of their places a slice, joined along a new axis.
  func export(_ step: ONNXStep) -> Operand {
    let before = windows.placement.before, place = windows.place
    let after = windows.reach + windows.rest - before - step.inputTypes[0].shape[1]
    let name = step.padded(step.plain(0), 1, rank: step.rank, before, max(0, after))
    let parts = (0..<windows.window.size).map { tap -> String in
      let start = tap * windows.window.dilation
      let part = step.sliced(
        name, 1, start, start + windows.reach, by: windows.window.stride)
      return step.emit("Unsqueeze", [part, step.integers([place])])
    }
    return step.result(step.emit("Concat", parts, ["axis": .integer(place)]))
  }
}

extension FoldPrimitive: ONNXExportable {
  static var openAttributes: Set<String> { ["shape"] }

  /// The transpose of ``Unfold``: each tap's elements a stride apart, moved to where it lies, and
  /// added up.
  func export(_ step: ONNXStep) throws -> Operand {
    let window = windows.window, place = windows.place, reach = windows.reach
    let shape = step.outputTypes[0].shape, before = windows.placement.before
    let missing = max(0, before + shape[1] - reach - windows.rest)
    var other = step.otherInputTypes[0].shape.removing(place)
    other[1] = shape[1]
    var extents = try step.openExtents(shape, other)
    extents[1] = reach + window.stride - 1
    let source = step.plain(0)
    var sum: String?
    for tap in 0..<window.size {
      var name = step.emit(
        "Gather", [source, step.builder.integer(tap)], ["axis": .integer(place)])
      if window.stride > 1 {
        // [windows, 1] filled up to [windows, stride], side by side.
        name = step.emit("Unsqueeze", [name, step.integers([2])])
        name = step.padded(name, 2, rank: step.rank, 0, window.stride - 1)
        name = step.emit("Reshape", [name, step.integers(extents)])
        name = step.sliced(name, 1, 0, reach)
      }
      let start = tap * window.dilation
      name = step.padded(name, 1, rank: step.rank - 1, start, windows.rest - start + missing)
      sum = sum.map { step.emit("Add", [$0, name]) } ?? name
    }
    return step.result(step.sliced(sum ?? source, 1, before, before + shape[1]))
  }
}
