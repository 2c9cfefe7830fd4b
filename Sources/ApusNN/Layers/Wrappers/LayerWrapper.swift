import ApusCore

/// A layer that runs another with weights changed on the way.
///
/// Weights are the learned parameters of two axes or more: biases and scales stay as they are.
public protocol LayerWrapper: Layer, ConfigurableModule {
  /// The layer that it runs.
  var layer: any Layer & ConfigurableModule { get }
}

extension LayerWrapper {

  /// The inner layer's weights, which its first call declares.
  func weights(for input: Tensor) -> [Parameter] {
    if !layer.isBuilt { layer.build(input.shape.removing(0), dtype: input.dtype) }
    return layer.parameters.filter { $0.isLearned && ($0.type?.shape.rank ?? 0) >= 2 }
  }

  /// The inner layer's output with each of `weights` reading as `change` of it.
  func output(
    for input: Tensor, _ weights: ArraySlice<Parameter>, _ change: (Parameter, Int) -> Tensor
  ) -> Tensor {
    guard let first = weights.first else { return layer(input) }
    return first.reading(change(first, weights.startIndex)) {
      output(for: input, weights.dropFirst(), change)
    }
  }

  /// The inner layer's type, name and settings as a setting.
  var layerConfiguration: ConfigurationValue {
    .object([
      "type": .text(type(of: layer).typeName), "name": layer.name.map { .text($0) } ?? .null,
      "options": .object(layer.options),
    ])
  }
}

extension Options {
  /// A layer of ``registry``, as ``LayerConfiguration`` describes it.
  mutating func layer(_ name: String) throws -> any Layer & ConfigurableModule {
    guard case .object(let parts)? = value(name), case .text(let type)? = parts["type"] else {
      throw ConfigurationError(
        .invalidOption, "\(owner): \(name) must be a layer with its type and options")
    }
    var inner = Options(parts, of: "\(owner): \(name)")
    _ = inner.value("type")
    let innerName = try inner.text("name")
    var settings: [String: ConfigurationValue] = [:]
    if case .object(let values)? = inner.value("options") { settings = values }
    try inner.finish()
    let module = try registry.make(
      LayerConfiguration(type: type, name: innerName, options: settings))
    guard let layer = module as? any Layer & ConfigurableModule else {
      throw ConfigurationError(
        .invalidOption, "\(owner): \(name): \(type) takes several inputs; it must take one")
    }
    return layer
  }
}
