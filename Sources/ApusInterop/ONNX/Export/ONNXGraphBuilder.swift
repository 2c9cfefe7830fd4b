import ApusCore

/// Puts operators together, and keeps account of the order of axes.
///
/// Apus has channels last, ONNX's convolutions want them first. A transposition is therefore not
/// written but noted on the value (``Stored/order``); elementwise operators pass the note on, and
/// only one that needs the axes in another order writes a `Transpose`. So between neighbouring
/// convolutions need none.
final class ONNXGraphBuilder {
  /// A value that a node makes, and the order in which its axes are there.
  struct Stored {
    /// What nodes call it.
    var name: String
    /// Where each axis of the tensor is in what the node makes; 0, 1, 2, … where they agree.
    var order: [Int]
  }

  /// What an operator reads.
  enum Operand {
    case constant(Tensor)
    case stored(Stored)
  }

  private(set) var nodes: [ONNXModel.Node] = []
  private(set) var constants: [(name: String, tensor: Tensor)] = []
  /// Names of parameters, by where their elements are.
  private let parameterNames: [UnsafeRawPointer: String]
  private var constantNames: [ConstantKey: String] = [:]
  private var transposed: [TransposedKey: String] = [:]
  private var counts: [String: Int] = [:]
  private var taken: Set<String>

  private struct ConstantKey: Hashable {
    let address: UnsafeRawPointer
    let type: TensorType
    let axes: [Int]
  }

  private struct TransposedKey: Hashable {
    let name: String
    let axes: [Int]
  }

  /// An empty graph.
  ///
  /// - Parameters:
  ///   - parameters: tensors that keep their names; they must outlive the builder.
  ///   - reserved: names of inputs and outputs.
  init(parameters: [(name: String, tensor: Tensor)], reserved: [String]) {
    var names = [UnsafeRawPointer: String]()
    for (name, tensor) in parameters {
      tensor.withBytes { if let address = $0.baseAddress, !$0.isEmpty { names[address] = name } }
    }
    parameterNames = names
    taken = Set(reserved)
  }

  // MARK: Values

  /// The name of `operand` with its axes in the tensor's own order.
  func plain(_ operand: Operand, rank: Int) -> String {
    arranged(operand, as: Array(0..<rank))
  }

  /// The name of `operand` with its axes in the order `axes`, which names each once.
  func arranged(_ operand: Operand, as axes: [Int]) -> String {
    switch operand {
    case .constant(let tensor): return constant(tensor, axes: axes)
    case .stored(let stored):
      let wanted = axes.map { stored.order[$0] }
      if wanted == Array(0..<wanted.count) { return stored.name }
      let key = TransposedKey(name: stored.name, axes: wanted)
      if let name = transposed[key] { return name }
      let name = emit("Transpose", [stored.name], ["perm": .integers(wanted)])
      transposed[key] = name
      return name
    }
  }

  /// The name of a constant with its axes in the order `axes`; equal ones are written once.
  func constant(_ tensor: Tensor, axes: [Int]? = nil, named wanted: String? = nil)
    -> String
  {
    let axes = axes ?? Array(0..<tensor.rank)
    let address = tensor.withBytes { $0.baseAddress }
    let parameter = address.flatMap { parameterNames[$0] }
    // Only parameters surely keep their place in memory while the graph is made.
    let key =
      parameter == nil
      ? nil
      : address.map {
        ConstantKey(address: $0, type: tensor.type, axes: axes)
      }
    if let key, let name = constantNames[key] { return name }
    let isPlain = axes == Array(0..<axes.count)
    let stem = parameter.map { isPlain ? $0 : "\($0).transposed" } ?? wanted ?? "constant"
    let name = unique(stem)
    constants.append((name, isPlain ? tensor : tensor.transposed(axes: axes)))
    if let key { constantNames[key] = name }
    return name
  }

  /// The name of a constant list of whole numbers, as operators take shapes and axes.
  func integers(_ values: [Int]) -> String {
    constant(Tensor(values.map { Int64($0) }), named: "integers")
  }

  /// The name of a constant whole number.
  func integer(_ value: Int) -> String {
    constant(Tensor([Int64(value)]).reshaped(to: Shape()), named: "integer")
  }

  // MARK: Operators

  /// Adds an operator; the name of what it makes.
  func emit(
    _ operation: String, _ inputs: [String], _ attributes: [String: ONNXModel.Attribute] = [:]
  ) -> String {
    let name = unique(operation.lowercased())
    nodes.append(
      ONNXModel.Node(
        name: name, operation: operation, inputs: inputs, outputs: [name], attributes: attributes))
    return name
  }

  /// Adds an operator that works element by element on operands of these ranks, broadcast together:
  /// the order of axes of the one that needs most care stays.
  func emitElementwise(_ operation: String, _ operands: [Operand], ranks: [Int])
    -> Operand
  {
    let rank = ranks.max() ?? 0
    let orders = zip(operands, ranks).compactMap { operand, own -> [Int]? in
      if case .stored(let stored) = operand { return own == rank ? stored.order : [] }
      return nil
    }
    let identity = Array(0..<rank)
    let shared = orders.first.flatMap { first in
      first.count == rank && orders.allSatisfy { $0 == first } ? first : nil
    }
    guard let order = shared, order != identity else {
      let names = zip(operands, ranks).map { plain($0, rank: $1) }
      return .stored(Stored(name: emit(operation, names), order: identity))
    }
    let axes = identity.sorted { order[$0] < order[$1] }
    let names = operands.map { operand -> String in
      switch operand {
      case .stored(let stored): return stored.name
      case .constant(let tensor):
        if tensor.rank == 0 { return constant(tensor) }
        let ones = [Int](repeating: 1, count: rank - tensor.rank)
        return constant(
          tensor.reshaped(to: Shape(ones + tensor.shape.array)), axes: axes)
      }
    }
    return .stored(Stored(name: emit(operation, names), order: order))
  }

  /// Gives the value `name` the name `output`, which was reserved.
  func finish(_ name: String, as output: String) {
    guard let maker = nodes.firstIndex(where: { $0.outputs == [name] }) else {
      nodes.append(
        ONNXModel.Node(
          name: unique("identity"), operation: "Identity", inputs: [name], outputs: [output],
          attributes: [:]))
      return
    }
    nodes[maker].outputs = [output]
    for index in nodes.indices {
      nodes[index].inputs = nodes[index].inputs.map { $0 == name ? output : $0 }
    }
  }

  private func unique(_ stem: String) -> String {
    var name = stem
    while !taken.insert(name).inserted {
      counts[stem, default: 0] += 1
      name = "\(stem)_\(counts[stem, default: 0])"
    }
    return name
  }
}
