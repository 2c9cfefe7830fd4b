import ApusCore

/// Layers one after the other.
///
/// ```swift
/// let widths = [512, 256]
/// let model = Sequential {
///   Input([28, 28, 1])     // may be left out: the first call says it
///   Flatten()
///   for width in widths { Dense(width, activation: .relu) }
///   if widths.count > 1 { Dropout(0.5) }
///   Dense(10)
/// }
/// ```
///
/// With an ``Input`` in front the layers are built at once, and inputs of another shape trap.
/// Layers without a name get one from their type, counted within the model as in Keras: `dense`,
/// `dense_1`.
public final class Sequential: Trainable {
  /// The layers in order.
  public let layers: [any Layer]
  /// The layers' names, in the same order; a layer that occurs twice has one name.
  public let layerNames: [String]
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?
  /// What `compile` made; nil before.
  public var training: AnyObject?
  /// The type of an input of one example, batch axis included: what ``Input`` said, or else the
  /// first call.
  public private(set) var inputType: TensorType?
  /// Whether ``Input`` said it, so that other shapes are mistakes.
  private let hasInput: Bool
  /// Whether a mask may arise within the layers.
  private let hasMasks: Bool
  /// What ``checkInputType(_:)`` found to be good.
  private var checkedType: TensorType?
  private var fixedStructure: ModuleStructure?

  /// The parts of an array: layers, and an ``Input`` in front if need be. Traps where the layers
  /// cannot take it.
  public init(_ parts: [any SequentialPart], name: String? = nil) {
    var parts = parts[...]
    let input = parts.first as? Symbol
    if input != nil { parts.removeFirst() }
    let layers = parts.map { part in
      guard let layer = part as? any Layer else {
        trap("Sequential: an Input stands in front of the layers, and only there")
      }
      return layer
    }
    self.layers = layers
    self.name = name
    hasMasks = layers.contains(where: \.makesMasks)
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
    if let input {
      require(input.isInput, "Sequential: it begins with Input(shape), not with a layer's output")
      inputType = input.node.type
      hasInput = true
      build(input.shape, dtype: input.dtype)
    } else {
      hasInput = false
    }
  }

  /// These layers, which were built for inputs of this type.
  convenience init(_ layers: [any Layer], name: String?, inputType: TensorType) {
    self.init(layers, name: name)
    self.inputType = inputType
  }

  /// The parts that the block lists: layers, and an ``Input`` in front if need be.
  public convenience init(name: String? = nil, @LayerBuilder _ parts: () -> [any SequentialPart]) {
    self.init(parts(), name: name)
  }

  /// Throws where the layers cannot take examples of this type, a batch of one; looks only once at
  /// each.
  func checkInputType(_ type: TensorType) throws {
    if type == checkedType { return }
    let shape = type.shape.removing(0)
    if hasInput, let inputShape, shape != inputShape {
      throw ConfigurationError(
        .impossibleShape,
        "\(ownName): an input of shape \(shape) an example; its Input says \(inputShape)")
    }
    try checkedBuild(shape, dtype: type.dtype.forInputs(of: self))
    checkedType = type
  }

  /// The shape of one example: what ``Input`` said, or else the first call; nil before.
  public var inputShape: Shape? { inputType?.shape.removing(0) }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    if let inputType {
      require(
        !hasInput || input.shape.dropFirst().elementsEqual(inputType.shape.dropFirst()),
        """
        Sequential: an input of shape \(input.shape); its Input says a batch of \
        \(inputType.shape.removing(0))
        """
      )
    } else if input.rank > 0 {
      inputType = TensorType(input.shape.removing(0).inserting(1, at: 0), input.dtype)
    }
    if hasMasks { return run((input, nil)).value }
    var value = input
    for position in layers.indices {
      value = CallPlace.entering(position, of: self) { layers[position](value) }
    }
    return value
  }

  /// The output and the mask of its times for an input with a mask.
  func run(_ input: Masked) -> Masked {
    var value = input
    for position in layers.indices {
      value = CallPlace.entering(position, of: self) { layers[position].masked(value) }
    }
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

extension Sequential {
  /// The layer of that name, or nil if no layer has it.
  public func layer(named name: String) -> (any Layer)? {
    zip(layerNames, layers).first { $0.0 == name }?.1
  }
}

extension Sequential: LayerCaller {
  /// The name and type of the layer at a place, for messages.
  package func layerDescription(at position: Int) -> String {
    "\(layerNames[position]) (\(typeName(of: layers[position])))"
  }
}

/// What a ``Sequential`` is listed of: layers, and an ``Input`` in front.
public protocol SequentialPart {}

extension Symbol: SequentialPart {}

/// Collects the parts of a ``Sequential`` that a block lists, with `if`, `switch` and `for`.
@resultBuilder
public enum LayerBuilder {
  /// One part.
  public static func buildExpression(_ part: any SequentialPart) -> [any SequentialPart] { [part] }
  /// Several parts.
  public static func buildExpression(_ parts: [any SequentialPart]) -> [any SequentialPart] {
    parts
  }
  /// Not in a chain.
  @available(
    *, unavailable,
    message: """
      a layer that merges several inputs has no place in a chain; make a graph of Input(shape), \
      layers called on symbols, and Model(inputs:outputs:)
      """
  )
  public static func buildExpression(_ layer: any MergeLayer) -> [any SequentialPart] { [] }
  /// The parts of a block.
  public static func buildBlock(_ parts: [any SequentialPart]...) -> [any SequentialPart] {
    parts.flatMap { $0 }
  }
  /// The part of an `if` without `else`.
  public static func buildOptional(_ part: [any SequentialPart]?) -> [any SequentialPart] {
    part ?? []
  }
  /// The first branch.
  public static func buildEither(first: [any SequentialPart]) -> [any SequentialPart] { first }
  /// The other branch.
  public static func buildEither(second: [any SequentialPart]) -> [any SequentialPart] { second }
  /// The rounds of a `for`.
  public static func buildArray(_ parts: [[any SequentialPart]]) -> [any SequentialPart] {
    parts.flatMap { $0 }
  }
  /// The part behind an availability check.
  public static func buildLimitedAvailability(
    _ part: [any SequentialPart]
  ) -> [any SequentialPart] { part }
}
