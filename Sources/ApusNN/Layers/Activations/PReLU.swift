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
public final class PReLU: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``PReLU``.
  public struct Configuration: Settings {
    /// What makes α's first value.
    public var alphaInitializer = Initializer.zeros
    /// The axes along which all places have one α, counted with the batch axis, so from 1.
    public var sharedAxes: [Int] = []
    public static let limits: Limits = [
      "sharedAxes": .whole(1...Shape.maximumRank).times(0...Shape.maximumRank)
    ]
    public static var defaults: Self { Self() }
  }

  public static let summary = "x where x > 0, αx elsewhere, with learned α"
  /// α, the slopes below 0.
  @Parameter public var alpha: Tensor
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps on a shared axis below 1: axis 0 is the batch's.
  public convenience init(
    alphaInitializer: Initializer = .zeros, sharedAxes: [Int] = [], name: String? = nil
  ) {
    self.init(Configuration(alphaInitializer: alphaInitializer, sharedAxes: sharedAxes), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(input.rank >= 2, "PReLU: an input of shape \(input.shape); it needs [batch, …]")
    if !$alpha.isDeclared {
      let shape = slopes(for: input.shape.removing(0))
      settings.alphaInitializer.declare($alpha, shape, dtype: input.dtype.forParameters)
    }
    return prelu(input, alpha: alpha)
  }

  /// α's shape for examples of this shape.
  private func slopes(for example: Shape) -> Shape {
    var extents = example.array
    for axis in settings.sharedAxes {
      require(
        axis <= extents.count, "PReLU: shared axis \(axis) for an example of shape \(example)")
      extents[axis - 1] = 1
    }
    return Shape(extents)
  }
}
