import ApusCore
import ApusFiles
import ApusNN

/// The operators of an ONNX model in order, every name in it a place in a list of values.
struct ONNXGraph {
  private struct Step {
    let node: ONNXModel.Node
    let operation: ONNXOperator
    /// Places; nil for what is left out.
    let inputs: [Int?]
    let outputs: [Int?]
    /// Places that nothing reads later.
    var released: [Int] = []
  }

  /// How much an evaluation may take.
  struct Limits {
    /// The most elements of a result.
    var elements = 1 << 31
    /// The bytes that are left for results which do not depend on the network's input; nil: no
    /// limit but that.
    var constantBytes: Int?
    /// The elements of the largest result.
    var largest = 0
  }

  /// The largest result for one example in a check, in elements.
  static let largestResult = 1 << 26

  /// The graph's inputs without those that have a value already.
  let inputs: [ONNXModel.Value]
  /// The outputs that are computed.
  let outputs: [ONNXModel.Value]
  /// What is learned or kept: the names, values, and whether they are learned.
  private(set) var weights: [(name: String, tensor: Tensor, isLearned: Bool)] = []
  private var constants: [(place: Int, tensor: Tensor)] = []
  private var weightPlaces: [Int] = []
  private let outputPlaces: [Int]
  private var steps: [Step] = []
  /// The version of the set of operators.
  let version: Int
  private var count: Int

  /// The graph of a model, with the operators that the outputs need.
  ///
  /// - Parameter given: inputs that stand for weights, in a graph that is kept without them.
  /// - Throws: ``ONNXError`` where an operator is not supported, or reads what no operator before
  ///   it makes.
  init(_ model: ONNXModel, given: [ONNXModel.Value] = []) throws {
    guard let version = model.operatorSets[""] ?? model.operatorSets["ai.onnx"],
      ONNXOperator.allVersions.contains(version)
    else {
      throw ONNXError(
        """
        the set of operators is not ONNX's own from 7 to 28; export the model with one from 13 to 21
        """
      )
    }
    self.version = version
    let named = Set(model.constants.map(\.name) + given.map(\.name))
    inputs = model.inputs.filter { !named.contains($0.name) }
    outputs = model.outputs
    guard !outputs.isEmpty else { throw ONNXError("the model has no outputs") }

    // The nodes that the outputs need, from the last to the first.
    var needed = Set(outputs.map(\.name))
    var nodes: [ONNXModel.Node] = []
    for node in model.nodes.reversed() where node.outputs.contains(where: { needed.contains($0) }) {
      needed.formUnion(node.inputs)
      nodes.append(node)
    }
    nodes.reverse()

    // Places, in order of definition.
    var places: [String: Int] = [:]
    func define(_ name: String) throws -> Int {
      guard places.updateValue(places.count, forKey: name) == nil else {
        throw ONNXError("the value \(quoted(name)) is made twice")
      }
      return places.count - 1
    }
    for input in inputs { _ = try define(input.name) }
    let kinds = Self.kinds(of: nodes, version: version)
    for (name, tensor) in model.constants where needed.contains(name) {
      let place = try define(name)
      if tensor.dtype.isFloatingPoint, tensor.rank > 0, let isLearned = kinds[name] {
        weights.append((name, tensor, isLearned))
        weightPlaces.append(place)
      } else {
        constants.append((place, tensor))
      }
    }
    for value in given {
      let place = try define(value.name)
      weights.append(
        (
          value.name, .meta(try Self.shape(of: value), dtype: value.dtype),
          kinds[value.name] ?? true
        ))
      weightPlaces.append(place)
    }
    for node in nodes {
      let name = node.name.isEmpty ? node.outputs.first ?? "" : node.name
      guard node.domain.isEmpty || node.domain == "ai.onnx",
        let operation = ONNXOperator.named(node.operation, version: version)
      else {
        throw ONNXError(
          """
          node \(quoted(name)): the operator \(quoted(node.operation)) of \
          \(quoted(node.domain.isEmpty ? "ai.onnx" : node.domain)) is not supported; export the \
          model without it
          """
        )
      }
      let sources = try node.inputs.map { input -> Int? in
        if input.isEmpty { return nil }
        guard let place = places[input] else {
          throw ONNXError(
            """
            node \(quoted(name)) (\(quoted(node.operation))): nothing before it makes \
            \(quoted(input))
            """
          )
        }
        return place
      }
      steps.append(
        Step(
          node: node, operation: operation, inputs: sources,
          outputs: try node.outputs.map { $0.isEmpty ? nil : try define($0) }))
    }
    outputPlaces = try outputs.map { output in
      guard let place = places[output.name] else {
        throw ONNXError("nothing makes the output \(quoted(output.name))")
      }
      return place
    }
    count = places.count
    var seen = Set(outputPlaces)
    for index in steps.indices.reversed() {
      for case let place? in steps[index].inputs + steps[index].outputs
      where seen.insert(place).inserted {
        steps[index].released.append(place)
      }
    }
  }

  /// Which constants hold weights, and whether they are learned: all but those that only say an
  /// operator's form.
  private static func kinds(of nodes: [ONNXModel.Node], version: Int) -> [String: Bool] {
    var result: [String: Bool] = [:]
    for node in nodes {
      let operation = ONNXOperator.named(node.operation, version: version)
      for (position, name) in node.inputs.enumerated()
      where operation?.forms.contains(position) != true {
        result[name] = (result[name] ?? false) || operation?.statistics.contains(position) != true
      }
    }
    return result
  }

  /// The shape of a value whose extents are all known.
  private static func shape(of value: ONNXModel.Value) throws -> Shape {
    var elements = 1
    let extents = try value.shape.map { extent -> Int in
      guard case .fixed(let number) = extent, number >= 0 else {
        throw ONNXError("the weight \(quoted(value.name)) has no fixed shape")
      }
      let (product, overflows) = elements.multipliedReportingOverflow(by: max(number, 1))
      guard !overflows, product <= 1 << 36 else {
        throw ONNXError("the weight \(quoted(value.name)) is too large")
      }
      elements = product
      return number
    }
    guard extents.count <= Shape.maximumRank else {
      throw ONNXError("the weight \(quoted(value.name)) has too many axes")
    }
    return Shape(extents)
  }

  /// The outputs for these inputs.
  ///
  /// - Parameters:
  ///   - inputs: a tensor for each of ``inputs``.
  ///   - weights: a tensor for each of ``weights``.
  ///   - limits: what it may take; what is left afterwards.
  ///   - isPossible: whether tensors of these types are known to pass through, so that no operator
  ///     needs a look before.
  /// - Throws: ``ONNXError`` where an operator cannot take what reaches it.
  func run(
    _ inputs: [Tensor], weights: [Tensor], limits: inout Limits, isPossible: Bool = false
  ) throws -> [Tensor] {
    guard inputs.count == self.inputs.count else {
      throw ONNXError("the model takes \(self.inputs.count) inputs, not \(inputs.count)")
    }
    var values = [Tensor?](repeating: nil, count: count)
    for (place, input) in inputs.enumerated() { values[place] = input }
    for (place, tensor) in constants { values[place] = tensor }
    for (place, tensor) in zip(weightPlaces, weights) { values[place] = tensor }
    for step in steps {
      let arguments = step.inputs.map { place in place.flatMap { values[$0] } }
      let isConstant = arguments.allSatisfy { ($0?.device ?? .cpu) == .cpu }
      let left = limits.constantBytes.map { $0 / 8 } ?? limits.elements
      let call = ONNXCall(
        node: step.node, version: version, inputs: arguments, values: arguments,
        limit: isConstant ? left : limits.elements, constantLimit: left,
        isChecking: limits.constantBytes != nil)
      if !isPossible { try step.operation.ensurePossible(call) }
      let results = try step.operation(call)
      for (place, result) in zip(step.outputs, results) {
        limits.largest = max(limits.largest, result.elementCount)
        if let bytes = limits.constantBytes, result.device == .cpu {
          limits.constantBytes = bytes - result.type.byteCount
          guard bytes >= result.type.byteCount else {
            throw call.fail("its constants are too large for this file")
          }
        }
        if let place { values[place] = result }
      }
      if results.count < step.outputs.count,
        step.outputs[results.count...].contains(where: { $0 != nil }
        )
      {
        throw call.fail("its output \(results.count + 1) is not supported")
      }
      for place in step.released { values[place] = nil }
    }
    return try zip(outputs, outputPlaces).map { output, place in
      guard let value = values[place] else {
        throw ONNXError("nothing makes the output \(quoted(output.name))")
      }
      return value
    }
  }
}
