extension LayerRegistry {
  /// The layers that are activation functions with settings of their own.
  static let activations: [any ConfigurableModule.Type] = [
    ELU.self, LeakyReLU.self, Maxout.self, PReLU.self, RReLU.self, ReLU.self, Softmax.self,
    Swish.self,
  ]
}
