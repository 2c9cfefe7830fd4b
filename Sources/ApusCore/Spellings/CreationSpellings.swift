// New tensors as NumPy and PyTorch call them: the likely first guess works or is told the name that
// it has here.

extension Tensor {
  /// Every element 0, the extents one by one: `Tensor.zeros(3, 4)`; see
  /// ``zeros(_:dtype:)-(Shape,_)``.
  public static func zeros(_ extent: Int, _ others: Int..., dtype: DType = .float32) -> Tensor {
    zeros(Shape([extent] + others), dtype: dtype)
  }

  /// Every element 1, the extents one by one: `Tensor.ones(3, 4)`; see
  /// ``ones(_:dtype:)-(Shape,_)``.
  public static func ones(_ extent: Int, _ others: Int..., dtype: DType = .float32) -> Tensor {
    ones(Shape([extent] + others), dtype: dtype)
  }

  /// `randomUniform(_:)`
  @available(*, unavailable, renamed: "randomUniform(_:)")
  public static func rand(_ extents: Int...) -> Tensor { fatalError() }

  /// `randomUniform(_:)`
  @available(*, unavailable, renamed: "randomUniform(_:)")
  public static func rand(_ shape: Shape) -> Tensor { fatalError() }

  /// `randomNormal(_:)`
  @available(*, unavailable, renamed: "randomNormal(_:)")
  public static func randn(_ extents: Int...) -> Tensor { fatalError() }

  /// `randomNormal(_:)`
  @available(*, unavailable, renamed: "randomNormal(_:)")
  public static func randn(_ shape: Shape) -> Tensor { fatalError() }

  /// `range(_:_:)`
  @available(*, unavailable, renamed: "range(_:_:)")
  public static func arange(_ end: Double) -> Tensor { fatalError() }

  /// `range(_:_:step:)`
  @available(*, unavailable, renamed: "range(_:_:step:)")
  public static func arange(_ start: Double, _ end: Double, _ step: Double = 1) -> Tensor {
    fatalError()
  }

  /// `linearSpace(_:_:count:)`
  @available(*, unavailable, renamed: "linearSpace(_:_:count:)")
  public static func linspace(_ start: Double, _ end: Double, _ count: Int) -> Tensor {
    fatalError()
  }

  /// `identity(_:)`
  @available(*, unavailable, renamed: "identity(_:)")
  public static func eye(_ n: Int) -> Tensor { fatalError() }

  /// `init(repeating:_:)`
  @available(*, unavailable, renamed: "init(repeating:_:)")
  public static func full(_ shape: Shape, _ value: Double) -> Tensor { fatalError() }
}

extension Tensor {
  /// `zeros(x.shape)`
  @available(*, unavailable, message: "write Tensor.zeros(x.shape, dtype: x.dtype)")
  public static func zeros(like other: Tensor) -> Tensor { fatalError() }

  /// `ones(x.shape)`
  @available(*, unavailable, message: "write Tensor.ones(x.shape, dtype: x.dtype)")
  public static func ones(like other: Tensor) -> Tensor { fatalError() }

  /// `RandomGenerator.with(seed:_:)`
  @available(*, unavailable, message: "write RandomGenerator.with(seed: 0) { … }")
  public static func seed(_ seed: Int) { fatalError() }
}

/// `zeros(x.shape)`
@available(*, unavailable, message: "write Tensor.zeros(x.shape, dtype: x.dtype)")
public func zerosLike(_ other: Tensor) -> Tensor { fatalError() }

/// `ones(x.shape)`
@available(*, unavailable, message: "write Tensor.ones(x.shape, dtype: x.dtype)")
public func onesLike(_ other: Tensor) -> Tensor { fatalError() }

/// `RandomGenerator.with(seed:_:)`
@available(*, unavailable, message: "write RandomGenerator.with(seed: 0) { … }")
public func manualSeed(_ seed: Int) { fatalError() }

/// `RandomGenerator.with(seed:_:)`
@available(*, unavailable, message: "write RandomGenerator.with(seed: 0) { … }")
public func setSeed(_ seed: Int) { fatalError() }

/// `withoutDerivatives(_:)`
@available(*, unavailable, renamed: "withoutDerivatives(_:)")
public func noGrad<R>(_ body: () throws -> R) rethrows -> R { fatalError() }

/// `withoutDerivatives(_:)`
@available(*, unavailable, renamed: "withoutDerivatives(_:)")
public func withoutGradient<R>(_ body: () throws -> R) rethrows -> R { fatalError() }

/// `x.oneHot(depth:)`
@available(*, unavailable, message: "write x.oneHot(depth: 10)")
public func oneHot(_ labels: Tensor, _ depth: Int) -> Tensor { fatalError() }
