import ApusNN

extension KerasLayers {
  static let dropouts: [any KerasLayer.Type] = [
    Dropout.self, SpatialDropout1D.self, SpatialDropout2D.self, AlphaDropout.self,
    GaussianDropout.self, GaussianNoise.self,
  ]
}

extension Dropout: KerasLayer {
  static var keras: KerasRule { KerasRule(["rate"], effect: .moves) }
}

extension SpatialDropout1D: KerasLayer {
  static var keras: KerasRule { KerasRule(["rate"], effect: .moves) }
}

extension SpatialDropout2D: KerasLayer {
  static var keras: KerasRule { KerasRule(["rate"], effect: .moves) }
}

extension AlphaDropout: KerasLayer {
  static var keras: KerasRule { KerasRule(["rate"], effect: .moves) }
}

extension GaussianDropout: KerasLayer {
  static var keras: KerasRule { KerasRule(["rate"], effect: .moves) }
}

extension GaussianNoise: KerasLayer {
  static var keras: KerasRule {
    KerasRule([KerasSetting("stddev", "standardDeviation")], effect: .moves)
  }
}
