import ApusCore
import ApusFiles
import ApusNN

extension ONNXModel {
  /// A trained layer or model as a graph of ONNX operators, for any size of batch.
  ///
  /// The model's own forward code is traced in inference mode, so every layer is exported whose
  /// primitives have a form in ONNX: products, convolutions and their transposes, pooling,
  /// normalizations, activations, attention, reductions and shaping. What depends on constants
  /// alone is computed now. The input keeps Apus's form: batch first, channels last.
  ///
  /// - Parameters:
  ///   - model: what is exported; its parameters get their first values where they have none.
  ///   - inputShape: the shape of one example, without the batch axis. Traps where the model cannot
  ///     take it; see `checkedBuild`.
  ///   - dtype: the element type of the input.
  /// - Throws: ``ONNXError`` where something in the model has no form in ONNX.
  public init(exporting model: any Layer, inputShape: Shape, dtype: DType = .float32) throws {
    if let graph = model as? Model {
      try self.init(exporting: graph)
      return
    }
    model.build(inputShape, dtype: dtype)
    try self.init(
      parameters: ModuleStructure(of: model).namedParameters,
      inputs: [(name: "input", shape: inputShape, dtype: dtype)], outputs: ["output"]
    ) { symbols in [model(symbols[0])] }
  }

  /// A graph of layers as a graph of ONNX operators, for any size of batch and any number of inputs
  /// and outputs.
  ///
  /// A single input or output is called `input`, `output`; several have the model's names: those of
  /// its inputs, and of the layers that give its outputs.
  ///
  /// - Throws: ``ONNXError`` where something in the model has no form in ONNX.
  public init(exporting model: Model) throws {
    try self.init(
      exporting: model, inputs: model.inputCount == 1 ? ["input"] : model.inputNames,
      outputs: model.outputCount == 1 ? ["output"] : model.outputNames)
  }

  /// The same with these names of inputs and outputs.
  package init(exporting model: Model, inputs: [String], outputs: [String]) throws {
    let types = model.inputElementTypes
    try self.init(
      parameters: model.structure.namedParameters,
      inputs: model.inputShapes.enumerated().map { place, shape in
        (name: inputs[place], shape: shape, dtype: types[place])
      }, outputs: outputs
    ) { model($0) }
  }

  /// What the size of the batch is called.
  private static let batch = Extent.named("batch")

  private init(
    parameters: [(name: String, parameter: Parameter)],
    inputs: [(name: String, shape: Shape, dtype: DType)], outputs: [String],
    _ function: ([Tensor]) -> [Tensor]
  ) throws {
    // Two sizes of batch: what differs between the traces depends on it.
    let traces = ONNXExporter.batches.map { batch in
      withoutDerivatives {
        Mode.inference {
          trace(inputs.map { TensorType($0.shape.inserting(batch, at: 0), $0.dtype) }) { symbols in
            // Parameters and constants are real; what meets a symbol has a type only.
            Device.with(.cpu) { function(symbols) }
          }
        }
      }
    }
    let tensors = parameters.map { (name: $0.name, tensor: $0.parameter.wrappedValue) }
    var exporter = ONNXExporter(
      builder: ONNXGraphBuilder(parameters: tensors, reserved: inputs.map(\.name) + outputs),
      inputs: inputs.map(\.name), traces: (traces[0], traces[1]))
    try withExtendedLifetime(tensors) { try exporter.run(outputs: outputs) }
    self.init(
      nodes: exporter.builder.nodes,
      inputs: inputs.map {
        Value(
          name: $0.name, shape: [Self.batch] + $0.shape.map { .fixed($0) }, dtype: $0.dtype)
      },
      outputs: zip(outputs, exporter.outputTypes).map { name, types in
        Value(
          name: name,
          shape: zip(types.0.shape, types.1.shape).map {
            $0 == $1 ? .fixed($0) : Self.batch
          },
          dtype: types.0.dtype)
      },
      constants: exporter.builder.constants)
  }
}

/// Writes a trained layer or model to an ONNX file; see
/// ``ONNXModel/init(exporting:inputShape:dtype:)``.
///
/// ```swift
/// try exportONNX(model, inputShape: [28, 28, 1], to: "model.onnx")
/// ```
///
/// - Parameters:
///   - model: what is exported.
///   - inputShape: the shape of one example, without the batch axis.
///   - path: the file.
///   - metadata: text by key for programs that read the file.
/// - Throws: ``ONNXError`` where something in the model has no form in ONNX, ``FileError`` where
///   the file cannot be written.
public func exportONNX(
  _ model: any Layer, inputShape: Shape, to path: String, metadata: [String: String] = [:]
) throws {
  var file = try ONNXModel(exporting: model, inputShape: inputShape)
  file.metadata = metadata
  try file.write(to: path)
}

/// Turns the steps of a trace into operators.
struct ONNXExporter {
  /// The sizes of batch that are traced; unusual ones, so that other extents are not taken for
  /// them.
  static let batches = [13, 17]

  let builder: ONNXGraphBuilder
  private let inputs: [String]
  private let traces: (Trace, Trace)
  /// What each step makes: constants where it reads nothing else and is the same for each size of
  /// batch, otherwise its first output.
  private var made: [[ONNXGraphBuilder.Operand]] = []

  init(builder: ONNXGraphBuilder, inputs: [String], traces: (Trace, Trace)) {
    self.builder = builder
    self.inputs = inputs
    self.traces = traces
  }

  /// The outputs' types in both traces.
  var outputTypes: [(TensorType, TensorType)] {
    zip(traces.0.outputs, traces.1.outputs).map { (type($0, traces.0), type($1, traces.1)) }
  }

  /// Converts all steps and gives the results these names.
  mutating func run(outputs: [String]) throws {
    guard traces.0.steps.count == traces.1.steps.count else {
      throw ONNXError("the model takes other steps for other sizes of batch; ONNX has one graph")
    }
    for (first, second) in zip(traces.0.steps, traces.1.steps) {
      let operands = try first.inputs.map { try operand($0) }
      let constants = operands.compactMap { operand -> Tensor? in
        if case .constant(let tensor) = operand { tensor } else { nil }
      }
      for (one, other) in zip(first.inputs, second.inputs) {
        guard isSame(one, other) else {
          throw ONNXError(
            """
            the operation \(first.name) reads a constant that depends on the size of the batch; \
            ONNX has one graph for all
            """
          )
        }
      }
      let isFixed = first.primitive.attributes == second.primitive.attributes
      if isFixed, constants.count == operands.count {
        made.append(computed(first.primitive, constants).map { .constant($0) })
        continue
      }
      let step = ONNXStep(
        primitive: first.primitive, other: second.primitive, operands: operands,
        inputTypes: first.inputs.map { type($0, traces.0) },
        otherInputTypes: second.inputs.map { type($0, traces.1) }, outputTypes: first.outputs,
        batchSource: inputs[0], builder: builder)
      made.append([try step.converted()])
    }
    var finished = [String: String]()
    for ((source, types), output) in zip(zip(traces.0.outputs, outputTypes), outputs) {
      let name = builder.plain(try operand(source), rank: types.0.shape.rank)
      builder.finish(finished[name] ?? name, as: output)
      finished[name] = output
    }
  }

  private func operand(_ source: Trace.Source) throws -> ONNXGraphBuilder.Operand {
    switch source {
    case .input(let position):
      let rank = traces.0.inputs[position].shape.rank
      return .stored(.init(name: inputs[position], order: Array(0..<rank)))
    case .constant(let tensor):
      // Without elements: it came from an input on a way that leaves no trace.
      guard tensor.device != .meta else {
        throw ONNXError(
          """
          a value of type \(tensor.type) is computed in a way that cannot be traced; export the \
          model without it
          """
        )
      }
      return .constant(tensor)
    case .step(let step, let output):
      guard output < made[step].count else {
        throw ONNXError(
          """
          the second output of \(traces.0.steps[step].name) has no form in ONNX; export the model \
          without it
          """
        )
      }
      return made[step][output]
    }
  }

  /// Whether two sources are not constants, or equal ones.
  private func isSame(_ first: Trace.Source, _ second: Trace.Source) -> Bool {
    guard case .constant(let a) = first, case .constant(let b) = second else { return true }
    guard a.type == b.type else { return false }
    if a.device == .meta { return true }
    return a.withBytes { a in
      b.withBytes { b in
        // Parameters are the same memory.
        a.baseAddress == b.baseAddress || a.elementsEqual(b)
      }
    }
  }

  private func type(_ source: Trace.Source, _ trace: Trace) -> TensorType {
    switch source {
    case .input(let position): trace.inputs[position]
    case .constant(let tensor): tensor.type
    case .step(let step, let output): trace.steps[step].outputs[output]
    }
  }

  private func computed(_ primitive: any AnyPrimitive, _ inputs: [Tensor]) -> [Tensor] {
    if let single = primitive as? any Primitive { return [apply(single, inputs)] }
    if let multiple = primitive as? any MultiplePrimitive { return apply(multiple, inputs) }
    return []
  }
}
