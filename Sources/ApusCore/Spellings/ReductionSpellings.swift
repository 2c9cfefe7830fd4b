// Reductions as NumPy and PyTorch call them: the likely first guess is told the name that it has
// here.

extension Tensor {
  /// `sum(axis:)`
  @available(*, unavailable, renamed: "sum(axis:)")
  public func sum(_ axis: Int) -> Tensor { fatalError() }

  /// `mean(axis:)`
  @available(*, unavailable, renamed: "mean(axis:)")
  public func mean(_ axis: Int) -> Tensor { fatalError() }

  /// `max(axis:)`
  @available(*, unavailable, renamed: "max(axis:)")
  public func max(_ axis: Int) -> Tensor { fatalError() }

  /// `min(axis:)`
  @available(*, unavailable, renamed: "min(axis:)")
  public func min(_ axis: Int) -> Tensor { fatalError() }

  /// `argmax(axis:)`
  @available(*, unavailable, renamed: "argmax(axis:)")
  public func argmax(_ axis: Int) -> Tensor { fatalError() }

  /// `argmin(axis:)`
  @available(*, unavailable, renamed: "argmin(axis:)")
  public func argmin(_ axis: Int) -> Tensor { fatalError() }

  /// `product(axis:)`
  @available(*, unavailable, renamed: "product(axis:)")
  public func product(_ axis: Int) -> Tensor { fatalError() }

  /// `sum(axes:keepDimensions:)`
  @available(*, unavailable, renamed: "sum(axes:keepDimensions:)")
  public func sum(axis: [Int], keepDimensions: Bool = false) -> Tensor { fatalError() }

  /// `mean(axes:keepDimensions:)`
  @available(*, unavailable, renamed: "mean(axes:keepDimensions:)")
  public func mean(axis: [Int], keepDimensions: Bool = false) -> Tensor { fatalError() }

  /// `max(axes:keepDimensions:)`
  @available(*, unavailable, renamed: "max(axes:keepDimensions:)")
  public func max(axis: [Int], keepDimensions: Bool = false) -> Tensor { fatalError() }

  /// `min(axes:keepDimensions:)`
  @available(*, unavailable, renamed: "min(axes:keepDimensions:)")
  public func min(axis: [Int], keepDimensions: Bool = false) -> Tensor { fatalError() }

  /// `product(axes:keepDimensions:)`
  @available(*, unavailable, renamed: "product(axes:keepDimensions:)")
  public func product(axis: [Int], keepDimensions: Bool = false) -> Tensor { fatalError() }

  /// `sum(axis:)`
  @available(*, unavailable, renamed: "sum(axis:)")
  public func sum(dim: Int) -> Tensor { fatalError() }

  /// `mean(axis:)`
  @available(*, unavailable, renamed: "mean(axis:)")
  public func mean(dim: Int) -> Tensor { fatalError() }

  /// `max(axis:)`
  @available(*, unavailable, renamed: "max(axis:)")
  public func max(dim: Int) -> Tensor { fatalError() }

  /// `min(axis:)`
  @available(*, unavailable, renamed: "min(axis:)")
  public func min(dim: Int) -> Tensor { fatalError() }

  /// `argmax(axis:)`
  @available(*, unavailable, renamed: "argmax(axis:)")
  public func argmax(dim: Int) -> Tensor { fatalError() }

  /// `argmin(axis:)`
  @available(*, unavailable, renamed: "argmin(axis:)")
  public func argmin(dim: Int) -> Tensor { fatalError() }

  /// `standardDeviation()`
  @available(*, unavailable, renamed: "standardDeviation()")
  public func std() -> Tensor { fatalError() }

  /// write x.standardDeviation(axes: [axis])
  @available(*, unavailable, message: "write x.standardDeviation(axes: [axis])")
  public func std(axis: Int) -> Tensor { fatalError() }

  /// `variance()`
  @available(*, unavailable, renamed: "variance()")
  public func `var`() -> Tensor { fatalError() }

  /// write x.variance(axes: [axis])
  @available(*, unavailable, message: "write x.variance(axes: [axis])")
  public func `var`(axis: Int) -> Tensor { fatalError() }

  /// `product()`
  @available(*, unavailable, renamed: "product()")
  public func prod() -> Tensor { fatalError() }

  /// `cumulativeSum(axis:)`
  @available(*, unavailable, renamed: "cumulativeSum(axis:)")
  public func cumsum(_ axis: Int) -> Tensor { fatalError() }

  /// `cumulativeSum(axis:)`
  @available(*, unavailable, renamed: "cumulativeSum(axis:)")
  public func cumsum(axis: Int) -> Tensor { fatalError() }
}
