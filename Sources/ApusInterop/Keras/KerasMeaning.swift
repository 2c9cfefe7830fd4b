import ApusCore
import ApusNN

extension KerasFile {
  /// Whether nothing but moving, joining and arithmetic stands between the only output and a
  /// function between bounds.
  package var endsInBoundedFunction: Bool {
    guard let graph = architecture?.graph else { return false }
    return graph.endsInBoundedFunction
  }

  /// Whether the model begins by bringing bytes, 0…255, into a smaller range.
  ///
  /// - Parameter weights: those of the model by their names here.
  package func takesBytes(_ weights: [String: Tensor]) -> Bool {
    guard let graph = architecture?.graph else { return false }
    return graph.takesBytes { name in
      weights.contains { key, value in
        (key == "\(name).mean" || key.hasSuffix(".\(name).mean"))
          && value.absoluteValue.max().item > 2
      }
    }
  }

  /// The name of the loss that the model was compiled with; nil where the file does not say.
  package var loss: String? { architecture?.loss ?? trainingLoss }
}

extension ModelConfiguration {
  private var asGraph: ModelConfiguration {
    guard kind == .sequential else { return self }
    var graph = self
    for place in graph.steps.indices { graph.steps[place].inputs = [place] }
    graph.outputs = [steps.count]
    return graph
  }

  fileprivate var endsInBoundedFunction: Bool {
    let graph = asGraph
    let inputCount = graph.kind == .sequential ? 1 : graph.inputs?.count ?? 0
    let contents = Dictionary(graph.steps.map { ($0.layer, $0.content) }) { $0 ?? $1 }
    var pending = graph.outputs ?? []
    var seen: Set<Int> = []
    while let place = pending.popLast() {
      guard place >= inputCount, seen.insert(place).inserted else { continue }
      let step = graph.steps[place - inputCount]
      switch contents[step.layer] ?? nil {
      case .layer(let layer)?:
        for key in ["activation", "function"] {
          if case .text(let name)? = layer.options[key],
            ["sigmoid", "softmax", "hardSigmoid", "exponential", "tanh"]
              .contains(String(name.prefix { $0 != "(" }))
          {
            return true
          }
        }
        switch KerasLayers.named(layer.type)?.keras.effect {
        case .bounds: return true
        case .moves, .combines: pending += step.inputs ?? []
        case .changes, nil: break
        }
      case .model(let inner)?: if inner.endsInBoundedFunction { return true }
      case nil: break
      }
    }
    return false
  }

  /// - Parameter isLarge: whether the mean of a normalization of that name is beyond 2.
  fileprivate func takesBytes(_ isLarge: (String) -> Bool) -> Bool {
    let graph = asGraph
    let inputCount = graph.kind == .sequential ? 1 : graph.inputs?.count ?? 0
    let contents = Dictionary(graph.steps.map { ($0.layer, $0.content) }) { $0 ?? $1 }
    var reached = Set(0..<inputCount)
    for (position, step) in graph.steps.enumerated() {
      guard step.inputs?.contains(where: reached.contains) == true else { continue }
      switch contents[step.layer] ?? nil {
      case .layer(let layer)?:
        let type = KerasLayers.named(layer.type)
        if type == Rescaling.self, case .number(let scale)? = layer.options["scale"],
          Swift.abs(scale) <= 0.02
        {
          return true
        }
        if type == Normalization.self, isLarge(step.layer) { return true }
        if type?.keras.effect == .moves { reached.insert(inputCount + position) }
      case .model(let inner)?: if inner.takesBytes(isLarge) { return true }
      case nil: break
      }
    }
    return false
  }
}
