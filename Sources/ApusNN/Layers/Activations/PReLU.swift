import ApusCore

/// x where x > 0, αx elsewhere, with a learned α for every place of an example.
///
/// ```swift
/// Conv2D(32, kernel: 3)
/// PReLU(sharedAxes: [1, 2])  // one α a channel
/// ```
///
/// Input [batch, …], output of the same shape; alpha […], with extent 1 on shared axes. Defaults as
/// in Keras 3. Source: He et al. 2015; lecture S4, LeakyReLU.
public final class PReLU: Layer {
  /// α, the slopes below 0.
  @Parameter public var alpha: Tensor
  /// What makes α's first value.
  public let alphaInitializer: Initializer
  /// The axes along which all places have one α, counted with the batch axis, so from 1.
  public let sharedAxes: [Int]
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps on a shared axis below 1: axis 0 is the batch's.
  public init(
    alphaInitializer: Initializer = .zeros, sharedAxes: [Int] = [], name: String? = nil
  ) {
    require(
      sharedAxes.allSatisfy { $0 >= 1 },
      "PReLU: shared axes \(sharedAxes); they count from 1, the first after the batch axis")
    self.alphaInitializer = alphaInitializer
    self.sharedAxes = sharedAxes
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(input.rank >= 2, "PReLU: an input of shape \(input.shape); it needs [batch, …]")
    if !$alpha.isDeclared {
      let shape = slopes(for: input.shape.removing(0))
      alphaInitializer.declare($alpha, shape, dtype: input.dtype.forParameters)
    }
    return prelu(input, alpha: alpha)
  }

  /// α's shape for examples of this shape.
  private func slopes(for example: Shape) -> Shape {
    var extents = example.array
    for axis in sharedAxes {
      require(
        axis <= extents.count, "PReLU: shared axis \(axis) for an example of shape \(example)")
      extents[axis - 1] = 1
    }
    return Shape(extents)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension PReLU: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "alphaInitializer": alphaInitializer.configuration,
      "sharedAxes": .list(sharedAxes.map { .integer($0) }),
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      alphaInitializer: try options.initializer("alphaInitializer", default: .zeros),
      sharedAxes: try options.integers(
        "sharedAxes", count: 0...Shape.maximumRank, in: 1...Shape.maximumRank, default: []),
      name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    guard input.rank >= 1, sharedAxes.allSatisfy({ $0 <= input.rank }) else {
      throw impossible(inputs, "lacks one of the shared axes \(sharedAxes), counted from 1")
    }
    if let declared = $alpha.type, declared.shape != slopes(for: input) {
      throw impossible(inputs, "needs slopes \(slopes(for: input)), but they are \(declared.shape)")
    }
    try checkSize(input.array, of: "an output")
  }
}
