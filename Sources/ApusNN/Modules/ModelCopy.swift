import ApusCore

extension Sequential {
  /// A model of the same layers with the same weights, which shares nothing with this one and is
  /// not compiled.
  ///
  /// ```swift
  /// let teacher = try model.copy()
  /// teacher.freeze()
  /// ```
  ///
  /// - Throws: ``ConfigurationError`` where the model was not built or a layer cannot describe
  ///   itself.
  public func copy() throws -> Sequential { try copied(self) }
}

extension Model {
  /// A model of the same layers with the same weights, which shares nothing with this one and is
  /// not compiled.
  ///
  /// - Throws: ``ConfigurationError`` where a layer cannot describe itself.
  public func copy() throws -> Model { try copied(self) }
}

private func copied<M: Layer>(_ model: M) throws -> M {
  let configuration = try ModelConfiguration(of: model)
  guard configuration.inputs != nil else {
    throw ConfigurationError(
      .notDescribable, "copy: the model was not built, so it has no weights; call or build it first"
    )
  }
  guard let copy = try configuration.makeModel(registry: LayerRegistry(of: model)) as? M else {
    throw ConfigurationError(.notDescribable, "copy: a \(typeName(of: model)) cannot be copied")
  }
  for (own, other) in zip(model.parameters, copy.parameters) {
    other.wrappedValue = own.wrappedValue
    other.isTrainable = own.isTrainable
  }
  return copy
}
