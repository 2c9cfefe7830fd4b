import ApusCore

extension ONNXStep {
  /// The windows along an axis: for each of their places a slice, joined along a new axis.
  func unfold(_ builder: inout Builder) throws -> String {
    let axis = try integer("axis"), place = try integer("place"), taps = try integer("taps")
    let stride = try integer("stride"), before = try integer("before")
    let dilation = try integer("dilation")
    let reach = (try integer("windows") - 1) * stride + 1
    let after = reach + (taps - 1) * dilation - before - inputTypes[0].shape[axis]
    var name = plain(0, &builder)
    if before > 0 || after > 0 {
      var amounts = [Int](repeating: 0, count: 2 * rank)
      amounts[axis] = before
      amounts[axis + rank] = max(0, after)
      name = builder.emit("Pad", [name, builder.integers(amounts), scalar(0, &builder)])
    }
    let parts = (0..<taps).map { tap -> String in
      let start = tap * dilation
      let part = builder.emit(
        "Slice",
        [
          name, builder.integers([start]), builder.integers([start + reach]),
          builder.integers([axis]), builder.integers([stride]),
        ])
      return builder.emit("Unsqueeze", [part, builder.integers([place])])
    }
    return builder.emit("Concat", parts, ["axis": .integer(place)])
  }

  /// The transpose of that: each tap's elements a stride apart, moved to where it lies, and added
  /// up.
  func fold(_ builder: inout Builder) throws -> String {
    let axis = try integer("axis"), place = try integer("place"), taps = try integer("taps")
    let stride = try integer("stride"), before = try integer("before")
    let dilation = try integer("dilation")
    let shape = outputTypes[0].shape, other = otherInputTypes[0].shape.removing(place)
    let reach = (try integer("windows") - 1) * stride + 1
    let whole = reach + (taps - 1) * dilation
    let missing = before + shape[axis] - whole
    let extents = shape.indices.map { index -> Int in
      if index == axis { return reach + stride - 1 }
      return shape[index] == other[index] ? shape[index] : -1
    }
    let source = plain(0, &builder)
    var sum: String?
    for tap in 0..<taps {
      var name = builder.emit(
        "Gather", [source, builder.integer(tap)], ["axis": .integer(place)])
      if stride > 1 {
        // [windows, 1] filled up to [windows, stride], side by side.
        name = builder.emit("Unsqueeze", [name, builder.integers([axis + 1])])
        name = pad(name, axis + 1, rank: rank, 0, stride - 1, &builder)
        name = builder.emit("Reshape", [name, builder.integers(extents)])
        name = slice(name, axis, 0, reach, &builder)
      }
      name = pad(
        name, axis, rank: rank - 1, tap * dilation,
        (taps - 1 - tap) * dilation + max(0, missing), &builder)
      sum = sum.map { builder.emit("Add", [$0, name]) } ?? name
    }
    return slice(sum ?? source, axis, before, before + shape[axis], &builder)
  }

  private func pad(
    _ name: String, _ axis: Int, rank: Int, _ before: Int, _ after: Int, _ builder: inout Builder
  ) -> String {
    if before == 0, after == 0 { return name }
    var amounts = [Int](repeating: 0, count: 2 * rank)
    amounts[axis] = before
    amounts[axis + rank] = after
    return builder.emit("Pad", [name, builder.integers(amounts), scalar(0, &builder)])
  }

  private func slice(
    _ name: String, _ axis: Int, _ from: Int, _ to: Int, _ builder: inout Builder
  ) -> String {
    builder.emit(
      "Slice",
      [name, builder.integers([from]), builder.integers([to]), builder.integers([axis])])
  }
}
