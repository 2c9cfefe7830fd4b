/// out[i, j, …] = x[start₀ + i step₀, start₁ + j step₁, …]. Copies; see ``ContiguousSlice``.
package struct SlicePrimitive: Primitive {
  package static let name = "slice"
  package let geometry: SliceGeometry

  package var attributes: [String: Attribute] { geometry.attributes }

  package func outputType(_ inputs: [Tensor]) -> TensorType {
    TensorType(geometry.shape, inputs[0].dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [context.gradient.placed(at: geometry, in: context.inputs[0].shape)]
  }
}

/// A slice that lies in one piece of the input's memory, and shares it.
package struct ContiguousSlice: Primitive {
  package static let name = "slice"
  package static var isView: Bool { true }
  package let geometry: SliceGeometry

  package var attributes: [String: Attribute] { geometry.attributes }

  package func viewOffset(_ input: Tensor) -> Int {
    geometry.offset(in: input.shape) * input.dtype.byteCount
  }

  package func outputType(_ inputs: [Tensor]) -> TensorType {
    TensorType(geometry.shape, inputs[0].dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [context.gradient.placed(at: geometry, in: context.inputs[0].shape)]
  }

  package func compute(_ inputs: [Tensor], into output: Tensor) {}
}

extension Tensor {
  func sliced(_ geometry: SliceGeometry) -> Tensor {
    if geometry.isContiguous(in: shape) {
      return geometry.shape == shape ? self : apply(ContiguousSlice(geometry: geometry), [self])
    }
    return apply(SlicePrimitive(geometry: geometry), [self])
  }

  /// Positions from, from + by, … up to but not including `to` along one axis.
  ///
  /// ```swift
  /// let x = Tensor([0, 1, 2, 3, 4, 5] as [Float])
  /// x.sliced(axis: 0, from: 1, to: 4)        // [1, 2, 3]
  /// x.sliced(axis: 0, from: -2)              // [4, 5]
  /// x.sliced(axis: 0, by: -1)                // [5, 4, 3, 2, 1, 0]
  /// x.sliced(axis: 0, from: 4, to: 0, by: -2)  // [4, 2]
  /// ```
  ///
  /// Shares memory where the result lies in one piece: a run along the outermost axis.
  ///
  /// - Parameters:
  ///   - axis: negative from the end.
  ///   - from: the first position; negative from the end. Without it the first, or with a negative
  ///     step the last.
  ///   - to: the position to stop before; negative from the end. Without it everything is taken to
  ///     that side.
  ///   - by: the step, not 0; negative runs backwards.
  ///
  /// Positions outside the axis trap (Python clamps them), and so does an end on the wrong side of
  /// the beginning; the two being equal gives an empty axis.
  public func sliced(axis: Int, from: Int? = nil, to: Int? = nil, by step: Int = 1) -> Tensor {
    let resolved = shape.axis(axis, in: "sliced")
    var geometry = SliceGeometry(whole: shape)
    geometry[resolved] = AxisSlice(
      from: from, to: to, by: step, extent: shape[resolved], axis: resolved, shape: shape)
    return sliced(geometry)
  }
}
