/// Runs a primitive on its inputs' device and records it where a gradient call or trace is under
/// way.
///
/// If any input is on the meta device only the output's type is computed. Ends the program with the
/// line of a ``ShapeError`` where the inputs do not fit together, or where an output on the meta
/// device is larger than any machine's memory.
package func apply<P: Primitive>(_ primitive: P, _ inputs: [Tensor]) -> Tensor {
  let type = trapping(try primitive.outputType(inputs))
  var output: Tensor
  if !areReal(inputs) {
    trapping(try type.ensureSize(in: P.name))
    output = Tensor(storage: nil, type: type)
  } else if P.isView {
    let input = inputs[0]
    output = Tensor(
      storage: input.storage, byteOffset: input.byteOffset + primitive.viewOffset(input), type: type
    )
  } else {
    output = Tensor(uninitialized: type)
    primitive.compute(inputs, into: output)
  }
  if let recorder = Recorder.current { recorder.record(primitive, inputs, &output) }
  return output
}

/// Runs a primitive with several outputs; see ``apply(_:_:)-(P,_)``.
package func apply<P: MultiplePrimitive>(_ primitive: P, _ inputs: [Tensor]) -> [Tensor] {
  let types = trapping(try primitive.outputTypes(inputs))
  let isReal = areReal(inputs)
  var outputs = types.map { Tensor(uninitialized: $0, on: isReal ? .cpu : .meta) }
  if isReal {
    primitive.compute(inputs, into: outputs)
  } else {
    for type in types { trapping(try type.ensureSize(in: P.name)) }
  }
  if let recorder = Recorder.current { recorder.record(primitive, inputs, &outputs) }
  return outputs
}

/// Whether none of the tensors is on the meta device; by index, so that no tensor is copied.
@inline(__always) private func areReal(_ inputs: [Tensor]) -> Bool {
  for position in inputs.indices where inputs[position].storage == nil { return false }
  return true
}
