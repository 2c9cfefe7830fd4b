import CApusKernels

/// The first input with a slice of it replaced by the second.
package struct ReplaceSlice: Primitive {
  package static let name = "replace_slice"
  package let geometry: SliceGeometry

  package var attributes: [String: Attribute] { geometry.attributes }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    try ensure(
      inputs[1].shape == geometry.shape && inputs[0].dtype == inputs[1].dtype,
      """
      replace_slice: \(inputs[1].type) for a slice of \(TensorType(geometry.shape, inputs[0].dtype))
      """
    )
    return inputs[0].type
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let dy = context.gradient
    return [
      context.ifNeeded(0) {
        apply(self, [dy, .zeros(context.inputs[1].shape, dtype: dy.dtype)])
      },
      context.ifNeeded(1) { dy.sliced(geometry) },
    ]
  }

  package func compute(_ inputs: [Tensor], into output: Tensor) {
    output.pointer.copyMemory(from: inputs[0].pointer, byteCount: output.type.byteCount)
    write(inputs[1], into: output)
  }

  /// Writes `part` over the slice of `whole`.
  package func write(_ part: Tensor, into whole: Tensor) {
    let strides = whole.shape.strides
    var places = apus_strided_read()
    for axis in 0..<geometry.rank {
      let taken = geometry[axis]
      apus_read_axis(&places, Int64(taken.count), Int64(strides[axis] * taken.step))
    }
    let bytes = whole.dtype.byteCount
    apus_write_strided(
      &places, part.pointer, whole.pointer + geometry.offset(in: whole.shape) * bytes, Int64(bytes))
  }
}

extension Tensor {
  /// Puts `part` in place of a slice; writes into this tensor's own memory where nothing else
  /// refers to it and nothing is recorded.
  mutating func replace(_ geometry: SliceGeometry, with part: Tensor) {
    let replacement = ReplaceSlice(geometry: geometry)
    if Recorder.current == nil, part.storage != nil, isKnownUniquelyReferenced(&storage) {
      replacement.write(part, into: self)
      node = .none
    } else {
      self = apply(replacement, [self, part])
    }
  }
}
