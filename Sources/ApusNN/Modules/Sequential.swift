import ApusCore

/// Layers one after the other.
///
/// ```swift
/// let widths = [512, 256]
/// let model = Sequential {
///   Flatten()
///   for width in widths { Dense(width, activation: .relu) }
///   if widths.count > 1 { Dropout(0.5) }
///   Dense(10)
/// }
/// ```
///
/// Layers without a name get one from their type, counted within the model as in Keras: `dense`, `dense_1`.
public final class Sequential: Trainable {
  /// The layers in order.
  public let layers: [any Layer]
  /// The layers' names, in the same order; a layer that occurs twice has one name.
  public let layerNames: [String]
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?
  /// What `compile` made; nil before.
  public var training: AnyObject?
  private var fixedStructure: ModuleStructure?

  /// The layers of an array.
  public init(_ layers: [any Layer], name: String? = nil) {
    self.layers = layers
    self.name = name
    var distinct: Set<ObjectIdentifier> = []
    let ownNames = layers.filter { distinct.insert(ObjectIdentifier($0)).inserted }.compactMap(
      \.name)
    var names = LayerNames(beside: ownNames)
    var given: [ObjectIdentifier: String] = [:]
    layerNames = layers.map { layer in
      let identifier = ObjectIdentifier(layer)
      let name = given[identifier] ?? names.name(for: layer, named: layer.name)
      given[identifier] = name
      return name
    }
  }

  /// The layers that the block lists.
  public convenience init(name: String? = nil, @LayerBuilder _ layers: () -> [any Layer]) {
    self.init(layers(), name: name)
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    var value = input
    for layer in layers { value = layer(value) }
    return value
  }

  /// The parameters and modules that it holds itself.
  public var children: [ModuleChild] {
    zip(layerNames, layers).map { ModuleChild(name: $0, .module($1)) }
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }

  /// Everything below it, each once.
  public var structure: ModuleStructure {
    if let fixedStructure { return fixedStructure }
    let structure = ModuleStructure(of: self)
    if structure.isFixed { fixedStructure = structure }
    return structure
  }
}

/// Collects the layers that a block lists, with `if`, `switch` and `for`.
@resultBuilder
public enum LayerBuilder {
  /// One layer.
  public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
  /// Several layers.
  public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }
  /// The parts of a block.
  public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
  /// The part of an `if` without `else`.
  public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
  /// The first branch.
  public static func buildEither(first: [any Layer]) -> [any Layer] { first }
  /// The other branch.
  public static func buildEither(second: [any Layer]) -> [any Layer] { second }
  /// The rounds of a `for`.
  public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
  /// The part behind an availability check.
  public static func buildLimitedAvailability(_ part: [any Layer]) -> [any Layer] { part }
}
