extension Tensor {
  /// The entries where `mask` is true, in row-major order: NumPy's `x[mask]`.
  ///
  /// How many there are depends on the mask's elements, so the mask is read on the host; it traps
  /// on the meta device. Differentiable with respect to this tensor.
  ///
  /// - Parameter mask: bool; its axes are this tensor's outermost ones, all of them or fewer. Traps
  ///   otherwise.
  /// - Returns: one axis for the true entries, then the axes beyond the mask's.
  public func selected(where mask: Tensor) -> Tensor {
    require(
      mask.dtype == .bool && mask.rank <= rank && mask.shape.elementsEqual(shape.prefix(mask.rank)),
      """
      selected: a mask \(mask.type) for shape \(shape); it must be bool and have its outermost axes
      """
    )
    let rows = Shape([mask.elementCount] + shape.dropFirst(mask.rank))
    return reshaped(to: rows).gathered(at: mask.trueIndices)
  }

  /// The row-major positions of the true elements of a bool tensor, as int64; read on the host.
  public var trueIndices: Tensor {
    let positions = withElements(of: Bool.self) { elements in
      elements.indices.lazy.filter { elements[$0] }.map { Int64($0) }
    }
    return Tensor(Array(positions))
  }
}
