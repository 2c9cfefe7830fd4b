import ApusFiles

/// The layer types that a configuration can name.
///
/// ```swift
/// let registry = LayerRegistry.all.adding(ExplicitPerceptron.self)
/// let again = try ModelConfiguration(of: model).makeModel(registry: registry)
/// ```
///
/// ``standard`` holds the layers of this module. Modules above have a few more, which this one
/// cannot know; the whole library's are `LayerRegistry.all` (`import Apus`), the default of
/// `loadModel`.
public typealias LayerRegistry = Registry<any ConfigurableModule>

extension LayerRegistry {
  /// A registry of no layers.
  public init() { self.init("a layer") }

  /// The types of all layers in `module`, whatever module they are from: enough to make the like of
  /// it again.
  public init(of module: any Module) {
    self.init()
    if let layer = module as? any ConfigurableModule { add(Entry(type(of: layer))) }
    for child in module.children {
      guard case .module(let inner) = child.content else { continue }
      for entry in LayerRegistry(of: inner).entries where !names.contains(entry.name) {
        add(entry)
      }
    }
  }

  /// This registry with another type; it replaces one of the same name.
  public func adding(_ type: any ConfigurableModule.Type) -> LayerRegistry { adding(Entry(type)) }

  /// The layers of ApusNN.
  public static let standard = LayerRegistry(
    "a layer",
    [
      activations, attentions, basic, convolutions, dropouts, embeddings, mergings, normalizations,
      outputs, poolings, scalings, shapings, transformers, wrappers,
    ].joined().sorted { $0.typeName < $1.typeName }.map { Entry($0) })

  /// The layer that a configuration describes; throws ``ConfigurationError`` if its type or a
  /// setting is not known or not possible.
  public func make(_ configuration: LayerConfiguration) throws -> any ConfigurableModule {
    let entry = try entry(named: configuration.type, beside: ["Sequential", "Model"])
    if let name = configuration.name {
      guard !name.isEmpty, name.count <= 200, !name.contains(".") else {
        throw ConfigurationError(
          .invalidOption, "\(configuration.type): \"\(name.prefix(40))\" cannot be a layer's name")
      }
    }
    let owner = configuration.name.map { "\(configuration.type) \"\($0.prefix(40))\"" }
    var options = Options(
      configuration.options, of: owner ?? configuration.type, registry: self,
      name: configuration.name)
    let layer = try entry.make(&options)
    try options.finish()
    return layer
  }
}

extension LayerRegistry.Entry {
  /// The entry of a layer's type.
  fileprivate init(_ type: any ConfigurableModule.Type) {
    self.init(type.typeName, type.summary, settings: type.defaultOptions) { options in
      try type.init(options: &options, name: options.name)
    }
  }
}
