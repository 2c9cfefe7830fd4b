import ApusCore
import ApusFiles
import ApusNN
import Foundation
import Synchronization

/// The graph of an ONNX file with its weights: any number of named inputs becomes any number of
/// named outputs.
///
/// ```swift
/// let program = try ONNXProgram(contentsOf: "detector.onnx")
/// let outputs = try program.outputs(for: ["images": images])
/// print(outputs.names, outputs[0].shape)
/// ```
///
/// Names, order and extents are the file's; what it leaves open may be any number at each call. The
/// floating-point weights are parameters. ``ONNXNetwork`` is a layer made of one input and one
/// output.
///
/// - Source: the operators' descriptions,
///   <https://github.com/onnx/onnx/blob/main/docs/Operators.md>.
public final class ONNXProgram: Module {
  /// What it takes, in the file's order: names, extents and element types.
  public var inputs: [ONNXModel.Value] { graph.inputs }
  /// What it gives, in the file's order. Extents are empty where the file does not say them.
  public var outputs: [ONNXModel.Value] { graph.outputs }
  /// Text by key that the file brought along.
  public let metadata: [String: String]
  /// The file without its weights.
  let model: ONNXModel
  let graph: ONNXGraph
  let weights: [(name: String, parameter: Parameter)]
  /// What results that depend on weights and constants alone may take when types are checked.
  let constantBytes: Int
  /// Types of inputs that are known to pass through, whatever their elements.
  private let possible = Mutex<[TensorType]>([])

  /// The graph in the file at `path`.
  ///
  /// - Throws: ``FileError`` where the file is missing, damaged or not an ONNX file, ``ONNXError``
  ///   where an operator is not supported, or the graph does not fit together.
  public convenience init(contentsOf path: String) throws {
    let model = try ONNXModel(contentsOf: path)
    try self.init(model, constantBytes: Self.constantBytes(of: model, at: path))
    try check()
  }

  /// The graph of a model that was read.
  ///
  /// - Throws: as ``init(contentsOf:)``.
  public convenience init(_ model: ONNXModel) throws {
    try self.init(model, constantBytes: Self.usualConstantBytes)
    try check()
  }

  /// Eight times the size of a file.
  static func constantBytes(of model: ONNXModel, at path: String) -> Int {
    let bytes = model.constants.reduce(0) { $0 + $1.tensor.type.byteCount }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return 8 * max(attributes?[.size] as? Int ?? 0, bytes, 1 << 13)
  }

  /// Where the size of the file is not known.
  static let usualConstantBytes = 1 << 26

  /// - Parameter given: inputs that stand for weights, in a graph that is kept without them.
  init(_ model: ONNXModel, given: [ONNXModel.Value] = [], constantBytes: Int) throws {
    graph = try ONNXGraph(model, given: given)
    for (place, output) in graph.outputs.enumerated() {
      guard !graph.outputs[..<place].contains(where: { $0.name == output.name }) else {
        throw ONNXError("the output \(quoted(output.name)) is listed twice")
      }
    }
    weights = graph.weights.map { weight in
      guard weight.tensor.device == .meta else {
        return (weight.name, Parameter(wrappedValue: weight.tensor, trainable: weight.isLearned))
      }
      let parameter = Parameter(trainable: weight.isLearned)
      parameter.declare(weight.tensor.shape, dtype: weight.tensor.dtype) {
        .zeros($0, dtype: $1)
      }
      return (weight.name, parameter)
    }
    var plain = model
    let learned = Set(graph.weights.map(\.name))
    plain.constants.removeAll { learned.contains($0.name) }
    plain.inputs = graph.inputs
    plain.outputs = graph.outputs
    metadata = model.metadata
    plain.metadata = [:]
    self.model = plain
    self.constantBytes = constantBytes
  }

  /// A graph that is kept without its weights, which are inputs after the first `inputCount`.
  package convenience init(_ model: ONNXModel, inputCount: Int) throws {
    try self.init(
      model, given: Array(model.inputs.dropFirst(max(0, inputCount))),
      constantBytes: Self.usualConstantBytes)
  }

  /// The file without its weights, which are inputs after its own.
  package func bytesWithoutWeights() -> [UInt8] {
    var plain = model
    plain.inputs += weightInputs
    return plain.bytes()
  }

  /// The same graph and parameters with other nodes, which read the same weights.
  init(_ other: ONNXProgram, model: ONNXModel) throws {
    graph = try ONNXGraph(model, given: other.weightInputs)
    let byName = Dictionary(other.weights.map { ($0.name, $0.parameter) }) { first, _ in first }
    weights = try graph.weights.map { weight in
      guard let parameter = byName[weight.name] else {
        throw ONNXError("nothing makes the weight \(quoted(weight.name))")
      }
      return (weight.name, parameter)
    }
    self.model = model
    metadata = other.metadata
    constantBytes = other.constantBytes
  }

  /// The weights as inputs of the graph.
  var weightInputs: [ONNXModel.Value] {
    zip(weights, graph.weights).map { weight, kept in
      ONNXModel.Value(
        name: weight.name, shape: kept.tensor.shape.map { .fixed($0) }, dtype: kept.tensor.dtype)
    }
  }

  /// The parameters by the names of the file.
  public var children: [ModuleChild] {
    weights.map { ModuleChild(name: $0.name, .parameter($0.parameter)) }
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }

  /// The graph with its weights, as it was in the file; what they have learned since included.
  public var file: ONNXModel {
    var whole = model
    whole.constants += weights.map { (name: $0.name, tensor: $0.parameter.wrappedValue) }
    whole.metadata = metadata
    return whole
  }

  // MARK: Evaluation

  /// The outputs for these inputs.
  ///
  /// Elements are cast to what the file wants where that changes no value. Where the file wants a
  /// fixed number of examples, inputs of another number are given so many at a time, the last ones
  /// filled up with the first.
  ///
  /// - Throws: ``ONNXError`` where an input is missing, unknown, of another rank, extent or element
  ///   type, or an operator cannot take what reaches it.
  public func outputs(for inputs: Values) throws -> Values {
    let tensors = try inputs.arranged(as: graph.inputs.map(\.wanted)) { ONNXError($0) }
    let results = try withoutDerivatives {
      try batches(of: tensors) { try evaluate($0, isPossible: isPossible($0.map(\.type))) }
    }
    return Values(names: graph.outputs.map(\.name), tensors: results)
  }

  /// Whether inputs of these types pass through, whatever their elements: then operators need no
  /// look before.
  private func isPossible(_ types: [TensorType]) throws -> Bool {
    if possible.withLock({ $0 == types }) { return true }
    do {
      _ = try evaluate(types.map { .meta($0.shape, dtype: $0.dtype) })
    } catch let error as ONNXError where error.dependsOnValues {
      return false
    }
    possible.withLock { $0 = types }
    return true
  }

  /// One evaluation, of tensors that fit.
  func evaluate(_ inputs: [Tensor], isPossible: Bool = false) throws -> [Tensor] {
    var limits = ONNXGraph.Limits()
    return try evaluate(inputs, &limits, isPossible: isPossible)
  }

  func evaluate(
    _ inputs: [Tensor], _ limits: inout ONNXGraph.Limits, isPossible: Bool = false
  ) throws -> [Tensor] {
    // Weights in the way that the caller asks for, constants always real: they may say shapes.
    let tensors = weights.map(\.parameter.wrappedValue)
    return try Device.with(.cpu) {
      try graph.run(inputs, weights: tensors, limits: &limits, isPossible: isPossible)
    }
  }

  /// Evaluates at once, or as many examples at a time as the file wants.
  private func batches(
    of tensors: [Tensor], _ body: ([Tensor]) throws -> [Tensor]
  ) throws -> [Tensor] {
    let declared = graph.inputs.map { value -> Int? in
      if case .fixed(let count)? = value.shape.first { count } else { nil }
    }
    let wrong = tensors.indices.first { place in
      if let count = declared[place] { tensors[place].shape[0] != count } else { false }
    }
    guard let wrong else { return try body(tensors) }
    let value = graph.inputs[wrong], count = declared[wrong] ?? 1
    let given = tensors[wrong].shape[0]
    // Only where each input counts examples, and each output does.
    guard count > 0, given > 0, declared.allSatisfy({ $0 == count }),
      tensors.allSatisfy({ $0.shape[0] == given })
    else {
      throw ONNXError(
        "the input \(quoted(value.name)) has shape \(tensors[wrong].shape); expected \(value.shown)"
      )
    }
    return try ONNXProgram.inBatches(of: count, tensors) { part in
      let results = try body(part)
      guard results.allSatisfy({ $0.rank > 0 && $0.shape[0] == count }) else {
        throw ONNXError(
          """
          the network takes \(value.shown) and gives no outputs by example; give it \(count) at a \
          time
          """
        )
      }
      return results
    }
  }

  /// `body` of `count` examples at a time, the last ones filled up with the first, its results put
  /// together.
  static func inBatches(
    of count: Int, _ tensors: [Tensor], _ body: ([Tensor]) throws -> [Tensor]
  ) throws -> [Tensor] {
    let all = tensors[0].shape[0]
    guard all > 0 else { throw ONNXError("a batch of no examples") }
    var parts: [[Tensor]] = []
    for start in stride(from: 0, to: all, by: count) {
      let end = min(start + count, all)
      let part = tensors.map { tensor -> Tensor in
        let part = tensor.sliced(axis: 0, from: start, to: end)
        if end - start == count { return part }
        let first = part.sliced(axis: 0, from: 0, to: 1)
        return .concatenated([part] + (end - start..<count).map { _ in first }, axis: 0)
      }
      parts.append(
        try body(part).map {
          end - start == count ? $0 : $0.sliced(axis: 0, from: 0, to: end - start)
        })
    }
    if parts.count == 1 { return parts[0] }
    return parts[0].indices.map { place in .concatenated(parts.map { $0[place] }, axis: 0) }
  }

  // MARK: Checking

  /// Sizes of what a file leaves open, in pairs: networks of images want multiples of 32, others
  /// few steps.
  private static let trials = [(32, 64), (224, 256), (8, 16), (48, 320), (640, 480), (1, 2)]

  /// The outputs' types for two sizes of what is left open, found without numbers; nil where that
  /// cannot be known without them, or no size that was tried fits.
  ///
  /// - Throws: ``ONNXError`` where an operator can take no size.
  @discardableResult
  package func check() throws -> (first: [TensorType], second: [TensorType])? {
    let isOpen = graph.inputs.contains { value in
      value.shape.contains { if case .fixed = $0 { false } else { true } }
    }
    var errors: [ONNXError] = []
    for (one, two) in isOpen ? Self.trials : [(1, 1)] {
      do {
        return (try types(batch: 1, one), try types(batch: isOpen ? 2 : 1, two))
      } catch let error as ONNXError {
        if error.dependsOnValues { return nil }
        errors.append(error)
      }
    }
    // The same whatever the size: the file itself is at fault.
    if let first = errors.first, errors.allSatisfy({ $0 == first }) { throw first }
    return nil
  }

  private func types(batch: Int, _ size: Int) throws -> [TensorType] {
    let inputs = try graph.inputs.map { value -> Tensor in
      var elements = 1.0
      let extents = value.shape.enumerated().map { axis, extent -> Int in
        if case .fixed(let count) = extent { return count }
        return axis == 0 && value.shape.count > 1 ? batch : size
      }
      for extent in extents { elements *= Double(max(extent, 0)) }
      guard extents.count <= Shape.maximumRank, extents.allSatisfy({ $0 >= 0 }),
        elements <= Double(ONNXGraph.largestResult)
      else { throw ONNXError("the input \(value.shown) is impossible") }
      return .meta(Shape(extents), dtype: value.dtype)
    }
    var limits = ONNXGraph.Limits(
      elements: ONNXGraph.largestResult, constantBytes: constantBytes)
    return try Device.with(.meta) { try evaluate(inputs, &limits) }.map(\.type)
  }
}

extension ONNXModel.Value {
  /// What a tensor for it must be. The first extent may be any: ``ONNXProgram`` splits a batch of
  /// another size.
  fileprivate var wanted: WantedInput {
    let extents = shape.enumerated().map { axis, extent -> Int? in
      if axis > 0, case .fixed(let count) = extent { count } else { nil }
    }
    return WantedInput(
      name: name, extents: shape.isEmpty ? nil : extents, dtype: dtype, description: shown)
  }

  /// What it is, as messages say it: `'x' (float32 [batch, 3, ?, ?])`.
  var shown: String {
    let extents = shape.map { extent -> String in
      switch extent {
      case .fixed(let count): "\(count)"
      case .named(""): "?"
      case .named(let name): String(quoted(name).dropFirst().dropLast())
      }
    }
    let form = shape.isEmpty ? "" : " [\(extents.joined(separator: ", "))]"
    return "\(quoted(name)) (\(dtype)\(form))"
  }
}
