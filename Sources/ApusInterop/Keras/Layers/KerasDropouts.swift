import ApusNN

extension KerasLayers {
  static let dropouts: [any KerasLayer.Type] = [
    Dropout.self, SpatialDropout1D.self, SpatialDropout2D.self, AlphaDropout.self,
    GaussianDropout.self, GaussianNoise.self,
  ]
}

extension KerasRule {
  fileprivate static let rate = KerasRule(settings: ["rate"], effect: .moves)
}

extension Dropout: KerasLayer { static var keras: KerasRule { .rate } }
extension SpatialDropout1D: KerasLayer { static var keras: KerasRule { .rate } }
extension SpatialDropout2D: KerasLayer { static var keras: KerasRule { .rate } }
extension AlphaDropout: KerasLayer { static var keras: KerasRule { .rate } }
extension GaussianDropout: KerasLayer { static var keras: KerasRule { .rate } }

extension GaussianNoise: KerasLayer {
  static var keras: KerasRule {
    KerasRule(settings: [KerasSetting("stddev", "standardDeviation")], effect: .moves)
  }
}
