import ApusCore

/// A way to make a parameter's first value.
///
/// Names, formulas and defaults are those of Keras 3. Random ones take one stream of the task's
/// generator when the parameter is declared, so the values depend on the seed and the order of
/// layers, not on when they are made.
public struct Initializer: Sendable {
  /// The name in configurations.
  public let name: String
  /// The settings in configurations.
  public let options: [String: ConfigurationValue]
  /// Whether the value depends on a generator.
  let isRandom: Bool
  private let make: @Sendable (Shape, DType, RandomGenerator) -> Tensor

  /// A way of one's own; configurations can carry only the library's, so `name` must not be one of
  /// theirs.
  public init(
    _ name: String, _ make: @escaping @Sendable (Shape, DType, RandomGenerator) -> Tensor
  ) {
    require(
      !Initializer.names.contains(name), "initializer: \"\(name)\" is one of the library's")
    self.init(name, [:], isRandom: true, make)
  }

  init(
    _ name: String, _ options: [String: ConfigurationValue], isRandom: Bool = true,
    _ make: @escaping @Sendable (Shape, DType, RandomGenerator) -> Tensor
  ) {
    self.name = name
    self.options = options
    self.isRandom = isRandom
    self.make = make
  }

  /// A value of this shape.
  public func callAsFunction(
    _ shape: Shape, dtype: DType = .float32, generator: RandomGenerator = .current
  ) -> Tensor {
    make(shape, dtype, generator)
  }

  /// Gives `parameter` a shape, and this way to make its value when it is first read.
  public func declare(_ parameter: Parameter, _ shape: Shape, dtype: DType = .float32) {
    let make = self.make
    let stream = isRandom ? RandomGenerator.current.nextStream() : RandomGenerator.State(seed: 0)
    parameter.declare(shape, dtype: dtype) { make($0, $1, RandomGenerator(state: stream)) }
  }
}
