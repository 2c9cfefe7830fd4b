/// out[o…, j, i…] = x[o…, indices[o…, j, i…], i…] along an axis; indices int32, of x's shape but for that axis.
struct TakeAlong: Primitive {
  static let name = "take_along_axis"
  /// From the front.
  let axis: Int

  var attributes: [String: Attribute] { ["axis": .integer(axis)] }

  func outputType(_ inputs: [Tensor]) -> TensorType {
    let x = inputs[0], indices = inputs[1]
    precondition(
      indices.dtype == .int32 && indices.rank == x.rank
        && indices.shape.removing(axis) == x.shape.removing(axis),
      """
      takenAlong: axis \(axis) of \(x.type) at indices \(indices.type): they must be int32 and \
      differ in shape along that axis alone
      """)
    return TensorType(indices.shape, x.dtype)
  }

  func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1)) }

  func gradient(_ context: GradientContext) -> [Tensor?] {
    let put = PutAlong(axis: axis, extent: context.inputs[0].shape[axis])
    return [apply(put, [context.gradient, context.inputs[1]]), nil]
  }
}

/// out[o…, indices[o…, j, i…], i…] = Σ x[o…, j, i…] along an axis, 0 elsewhere: the adjoint of ``TakeAlong``.
struct PutAlong: Primitive {
  static let name = "put_along_axis"
  /// From the front.
  let axis: Int
  /// The output's extent along it.
  let extent: Int

  var attributes: [String: Attribute] { ["axis": .integer(axis), "extent": .integer(extent)] }

  func outputType(_ inputs: [Tensor]) -> TensorType {
    var shape = inputs[0].shape
    shape[axis] = extent
    return TensorType(shape, inputs[0].dtype)
  }

  func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1)) }

  func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(TakeAlong(axis: axis), [context.gradient, context.inputs[1]]), nil]
  }
}

extension Tensor {
  /// Elements picked by position, line by line: out[o…, j, i…] = x[o…, indices[o…, j, i…], i…].
  ///
  /// - Parameters:
  ///   - axis: the axis that is picked from; negative counts from the end.
  ///   - indices: whole numbers in 0..<extent of the axis, of this shape but for that axis; traps otherwise.
  public func takenAlong(_ axis: Int, at indices: Tensor) -> Tensor {
    precondition(
      indices.dtype.isInteger, "takenAlong: indices of \(indices.dtype); they must be integers")
    return apply(
      TakeAlong(axis: shape.axis(axis, in: "takenAlong")), [self, indices.cast(to: .int32)])
  }
}
