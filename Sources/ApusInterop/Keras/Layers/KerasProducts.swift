import ApusNN

extension KerasLayers {
  static let products: [any KerasLayer.Type] = [Dense.self, Embedding.self]
}

extension Dense: KerasLayer {
  static var keras: KerasRule { KerasRule(settings: ["units", .activation, "use_bias"]) }
  var kerasVariables: [KerasVariable] { KerasVariable.list(("kernel", $weight), ("bias", bias)) }
}

extension Embedding: KerasLayer {
  static var keras: KerasRule { KerasRule(settings: ["input_dim", "output_dim"]) }
  var kerasVariables: [KerasVariable] { KerasVariable.list(("embeddings", $table)) }
}
