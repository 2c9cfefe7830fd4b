import ApusCore

extension ONNXProgram {
  /// Whether nothing but moving, joining and arithmetic stands between an output and a function
  /// between bounds: a sigmoid, a softmax, or exponentials that write one of them out. A product
  /// with weights ends the search.
  package func endsInBoundedFunction(_ output: Int = 0) -> Bool {
    var makers: [String: ONNXModel.Node] = [:]
    for node in model.nodes {
      for name in node.outputs { makers[name] = node }
    }
    var pending = [model.outputs[output].name]
    var seen: Set<String> = []
    while let name = pending.popLast() {
      guard seen.insert(name).inserted, let node = makers[name] else { continue }
      switch effect(of: node) {
      case .bounds: return true
      case .moves, .combines: pending += node.inputs
      case .changes: break
      }
    }
    return false
  }

  /// Whether the graph begins by bringing bytes, 0…255, into a smaller range, or takes whole
  /// numbers.
  package var takesBytes: Bool {
    guard let input = inputs.first else { return false }
    if !input.dtype.isFloatingPoint { return input.dtype != .bool }
    var names: Set<String> = [input.name]
    for node in model.nodes {
      guard let first = node.inputs.first, names.contains(first) else { continue }
      if effect(of: node) == .moves {
        names.formUnion(node.outputs)
        continue
      }
      let constant: String? =
        node.operation == "BatchNormalization"
        ? node.inputs.dropFirst(3).first : node.inputs.dropFirst().first
      guard let constant, let value = known(constant)?.cast(to: .float64).absoluteValue.max().item
      else { continue }
      switch node.operation {
      case "Div" where value >= 100, "Mul" where value <= 0.02 && value > 0: return true
      case "Sub" where value > 2, "Add" where value > 2, "BatchNormalization" where value > 2:
        return true
      default: break
      }
    }
    return false
  }

  private func effect(of node: ONNXModel.Node) -> ValueEffect {
    ONNXOperator.named(node.operation, version: graph.version)?.effect ?? .changes
  }

  /// The constant or weight of that name.
  private func known(_ name: String) -> Tensor? {
    if let weight = weights.first(where: { $0.name == name }) {
      return weight.parameter.wrappedValue
    }
    if let constant = model.constants.first(where: { $0.name == name }) { return constant.tensor }
    guard let node = model.nodes.first(where: { $0.outputs.first == name }) else { return nil }
    switch (node.operation, node.attributes["value"], node.attributes["value_float"]) {
    case ("Constant", .tensor(let tensor)?, _): return tensor
    case ("Constant", _, .number(let number)?): return Tensor(number)
    default: return nil
    }
  }
}
