/// The primitives that a function applies, in order, with their attributes: what exports and
/// diagrams are made from.
package final class Trace {
  /// Where a step's input comes from.
  package enum Source: Sendable {
    /// An input of the traced function.
    case input(Int)
    /// A tensor from outside: a parameter or a constant.
    case constant(Tensor)
    /// An output of an earlier step.
    case step(Int, output: Int)
  }

  /// One application of a primitive.
  package struct Step: Sendable {
    package let primitive: any AnyPrimitive
    package let inputs: [Source]
    package let outputs: [TensorType]
    /// The primitive's name.
    package var name: String { type(of: primitive).name }
  }

  package let inputs: [TensorType]
  package fileprivate(set) var steps: [Step] = []
  package fileprivate(set) var outputs: [Source] = []

  fileprivate init(inputs: [TensorType]) { self.inputs = inputs }
}

/// Runs `function` on the meta device with inputs of these types and records what it does.
package func trace(
  _ inputs: [TensorType], _ function: ([Tensor]) throws -> [Tensor]
) rethrows -> Trace {
  let recorder = TraceRecorder(inputs: inputs)
  let variables = inputs.enumerated().map { position, type in
    Tensor(
      storage: nil, type: type, node: NodeReference(recorder: recorder.serial, index: position))
  }
  let outputs = try Device.with(.meta) {
    try Recorder.with(recorder) { try function(variables) }
  }
  recorder.trace.outputs = outputs.map(recorder.source)
  return recorder.trace
}

private final class TraceRecorder: Recorder {
  let trace: Trace
  private var sources: [Trace.Source]

  init(inputs: [TensorType]) {
    trace = Trace(inputs: inputs)
    sources = inputs.indices.map { .input($0) }
  }

  func source(_ tensor: Tensor) -> Trace.Source {
    tensor.node.recorder == serial ? sources[tensor.node.index] : .constant(tensor)
  }

  override func record(_ primitive: any AnyPrimitive, _ inputs: [Tensor], _ output: inout Tensor) {
    var outputs = [output]
    record(primitive, inputs, &outputs)
    output = outputs[0]
  }

  override func record(
    _ primitive: any AnyPrimitive, _ inputs: [Tensor], _ outputs: inout [Tensor]
  ) {
    let step = trace.steps.count
    trace.steps.append(
      Trace.Step(
        primitive: primitive, inputs: inputs.map(source), outputs: outputs.map(\.type)))
    for position in outputs.indices {
      outputs[position].node = NodeReference(recorder: serial, index: sources.count)
      sources.append(.step(step, output: position))
    }
  }
}
