import ApusNN

extension KerasLayers {
  static let activations: [any KerasLayer.Type] = [
    Activation.self, ReLU.self, LeakyReLU.self, ELU.self, PReLU.self, Softmax.self,
  ]
}

extension Activation: KerasLayer {
  static var keras: KerasRule {
    KerasRule(settings: [KerasSetting("activation", "function", .activation)], effect: .moves)
  }
}

extension ReLU: KerasLayer {
  static var keras: KerasRule { KerasRule(settings: ["max_value", "negative_slope", "threshold"]) }
}

extension LeakyReLU: KerasLayer {
  static var keras: KerasRule {
    KerasRule(settings: ["negative_slope", KerasSetting("alpha", "negativeSlope")])
  }
}

extension ELU: KerasLayer {
  static var keras: KerasRule { KerasRule(settings: ["alpha"]) }
}

extension PReLU: KerasLayer {
  static var keras: KerasRule { KerasRule(settings: [KerasSetting("shared_axes", nil, .integers)]) }
  var kerasVariables: [KerasVariable] { KerasVariable.list(("alpha", $alpha)) }
}

extension Softmax: KerasLayer {
  static var keras: KerasRule {
    KerasRule(settings: [KerasSetting("axis", nil, .integer)], effect: .bounds)
  }
}
