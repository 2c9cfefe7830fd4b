import ApusCore

/// Which weights of a net stay, the others being 0: chosen once, kept so after each update.
///
/// ```swift
/// let pruning = Pruning.magnitude(of: model.trainableParameters, share: 0.8)
/// pruning.apply()
/// // … in each further step of training:
/// optimizer.update(parameters, gradients)
/// pruning.apply()
/// ```
///
/// The weights of all listed parameters compete with each other; of equals the first go. List only
/// the parameters to be thinned: biases are mostly left out. Source: lecture S2, reducing a net's
/// structure (pruning).
public struct Pruning {
  /// The parameters.
  public let parameters: [Parameter]
  /// For each parameter 1 where a weight stays and 0 where it goes, of its shape and type.
  public let masks: [Tensor]

  /// Takes away the share of weights with the smallest |w|. Traps on a share outside 0…1.
  ///
  /// Source: Han et al. 2015; PyTorch `global_unstructured` with `L1Unstructured`.
  public static func magnitude(of parameters: [Parameter], share: Double) -> Pruning {
    let scores = parameters.map { $0.wrappedValue.doubles.map { abs($0) } }
    return Pruning(parameters, scores, share)
  }

  /// Takes away the share of weights with the smallest |w ∂L/∂w|: what the loss would change by, to
  /// first order, without them. Traps on a share outside 0…1 or where gradients do not fit the
  /// parameters.
  ///
  /// Source: Mozer & Smolensky 1989; Molchanov et al. 2017.
  public static func sensitivity(
    of parameters: [Parameter], gradients: [Tensor], share: Double
  ) -> Pruning {
    require(
      parameters.map(\.type) == gradients.map(\.type),
      "Pruning: gradients \(gradients.map(\.type)) do not fit the parameters")
    let scores = zip(parameters, gradients).map { parameter, gradient in
      (parameter.wrappedValue * gradient).doubles.map { abs($0) }
    }
    return Pruning(parameters, scores, share)
  }

  private init(_ parameters: [Parameter], _ scores: [[Double]], _ share: Double) {
    require(0...1 ~= share, "Pruning: a share of \(share) is outside 0…1")
    self.parameters = parameters
    let all = scores.joined().enumerated().sorted {
      ($0.element, $0.offset) < ($1.element, $1.offset)
    }
    var stays = [Double](repeating: 1, count: all.count)
    for (place, _) in all.prefix(Int((share * Double(all.count)).rounded())) { stays[place] = 0 }
    var begin = 0
    masks = withoutDerivatives {
      zip(parameters, scores).map { parameter, scores in
        defer { begin += scores.count }
        let value = parameter.wrappedValue
        return Tensor(Array(stays[begin..<begin + scores.count]), shape: value.shape)
          .cast(to: value.dtype)
      }
    }
  }

  /// Sets the weights that go to 0.
  public func apply() {
    withoutDerivatives {
      for (parameter, mask) in zip(parameters, masks) {
        parameter.wrappedValue = parameter.wrappedValue * mask
      }
    }
  }

  /// The share of weights that went.
  public var sparsity: Double {
    let count = masks.reduce(0) { $0 + $1.elementCount }
    let stay = masks.reduce(0) { $0 + $1.sum().item }
    return count == 0 ? 0 : 1 - stay / Double(count)
  }
}
