extension Tensor {
  /// Equal parts along an axis; traps where its extent does not divide by `parts`.
  ///
  /// Along the outermost axis the parts share memory.
  public func split(into parts: Int, axis: Int = 0) -> [Tensor] {
    let resolved = shape.axis(axis, in: "split")
    require(
      parts > 0 && shape[resolved] % parts == 0,
      """
      split: extent \(shape[resolved]) of axis \(axis) of shape \(shape) does not divide into \
      \(parts) parts
      """
    )
    return split(sizes: Array(repeating: shape[resolved] / parts, count: parts), axis: resolved)
  }

  /// Parts of these sizes along an axis; traps where they do not add up to its extent.
  ///
  /// Along the outermost axis the parts share memory.
  public func split(sizes: [Int], axis: Int = 0) -> [Tensor] {
    let resolved = shape.axis(axis, in: "split")
    require(
      sizes.reduce(0, +) == shape[resolved] && sizes.allSatisfy { $0 >= 0 },
      """
      split: sizes \(sizes) do not add up to extent \(shape[resolved]) of axis \(axis) of shape \
      \(shape)
      """
    )
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return sliced(axis: resolved, from: start, to: start + size)
    }
  }
}
