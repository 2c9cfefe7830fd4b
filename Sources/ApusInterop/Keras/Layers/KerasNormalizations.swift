import ApusNN

extension KerasLayers {
  static let normalizations: [any KerasLayer.Type] = [
    BatchNormalization.self, LayerNormalization.self, GroupNormalization.self,
    RMSNormalization.self, UnitNormalization.self, Normalization.self, Rescaling.self,
  ]
}

extension KerasSetting {
  /// The axis of channels.
  fileprivate static let axis = KerasSetting("axis", nil, .integer)
  /// The axes that are normalized together.
  fileprivate static let axes = KerasSetting("axis", "axes", .integers)
}

extension BatchNormalization: KerasLayer {
  static var keras: KerasRule {
    KerasRule(settings: ["epsilon", "center", "scale", .axis, "momentum"])
  }

  var kerasVariables: [KerasVariable] {
    KerasVariable.list(("gamma", gamma), ("beta", beta)) + [
      KerasVariable("moving mean", $movingMean, isTrainable: false),
      KerasVariable("moving variance", $movingVariance, isTrainable: false),
    ]
  }
}

extension LayerNormalization: KerasLayer {
  static var keras: KerasRule { KerasRule(settings: ["epsilon", "center", "scale", .axes]) }
  var kerasVariables: [KerasVariable] { KerasVariable.list(("gamma", gamma), ("beta", beta)) }
}

extension GroupNormalization: KerasLayer {
  static var keras: KerasRule {
    KerasRule(settings: ["epsilon", "center", "scale", .axis, "groups"])
  }
  var kerasVariables: [KerasVariable] { KerasVariable.list(("gamma", gamma), ("beta", beta)) }
}

extension RMSNormalization: KerasLayer {
  static var keras: KerasRule { KerasRule(settings: [.axes, "epsilon"]) }
  var kerasVariables: [KerasVariable] { KerasVariable.list(("scale", $gamma)) }
}

extension UnitNormalization: KerasLayer {
  static var keras: KerasRule { KerasRule(settings: [.axes]) }
}

extension Normalization: KerasLayer {
  static var keras: KerasRule {
    KerasRule(settings: [
      KerasSetting("axis", "axes", .axes), "invert", KerasSetting("mean", nil, .numbers),
      KerasSetting("variance", nil, .numbers),
    ])
  }

  /// None where the layer's description states them.
  var kerasVariables: [KerasVariable] {
    if stated != nil { return [] }
    return [
      KerasVariable("mean", $mean, isTrainable: false),
      KerasVariable("variance", $variance, isTrainable: false),
      KerasVariable("count", nil, isTrainable: false),
    ]
  }
}

extension Rescaling: KerasLayer {
  static var keras: KerasRule { KerasRule(settings: ["scale", "offset"], effect: .combines) }
}
