// Shapes and axes as NumPy, Keras and PyTorch call them: the likely first guess is told the name
// that it has here.

extension Tensor {
  /// `reshaped(to:)`
  @available(*, unavailable, renamed: "reshaped(to:)")
  public func reshape(_ shape: Int...) -> Tensor { fatalError() }

  /// `reshaped(to:)`
  @available(*, unavailable, renamed: "reshaped(to:)")
  public func reshape(_ shape: [Int]) -> Tensor { fatalError() }

  /// `reshaped(to:)`
  @available(*, unavailable, renamed: "reshaped(to:)")
  public func view(_ shape: Int...) -> Tensor { fatalError() }

  /// write x.reshaped(to: [-1])
  @available(*, unavailable, message: "write x.reshaped(to: [-1])")
  public func flatten() -> Tensor { fatalError() }

  /// write x.transposed()
  @available(*, unavailable, message: "write x.transposed()")
  public var T: Tensor { fatalError() }

  /// `transposed()`
  @available(*, unavailable, renamed: "transposed()")
  public func transpose() -> Tensor { fatalError() }

  /// `swappingAxes(_:_:)`
  @available(*, unavailable, renamed: "swappingAxes(_:_:)")
  public func transpose(_ first: Int, _ second: Int) -> Tensor { fatalError() }

  /// `transposed(axes:)`
  @available(*, unavailable, renamed: "transposed(axes:)")
  public func transpose(_ axes: [Int]) -> Tensor { fatalError() }

  /// `transposed(axes:)`
  @available(*, unavailable, renamed: "transposed(axes:)")
  public func permute(_ axes: Int...) -> Tensor { fatalError() }

  /// `expandingDimension(at:)`
  @available(*, unavailable, renamed: "expandingDimension(at:)")
  public func expandDims(_ axis: Int) -> Tensor { fatalError() }

  /// `expandingDimension(at:)`
  @available(*, unavailable, renamed: "expandingDimension(at:)")
  public func expandDims(axis: Int) -> Tensor { fatalError() }

  /// `expandingDimension(at:)`
  @available(*, unavailable, renamed: "expandingDimension(at:)")
  public func unsqueeze(_ axis: Int) -> Tensor { fatalError() }

  /// `squeezed()`
  @available(*, unavailable, renamed: "squeezed()")
  public func squeeze() -> Tensor { fatalError() }

  /// `squeezed(axis:)`
  @available(*, unavailable, renamed: "squeezed(axis:)")
  public func squeeze(_ axis: Int) -> Tensor { fatalError() }

  /// `flipped(axes:)`
  @available(*, unavailable, renamed: "flipped(axes:)")
  public func flip(_ axes: Int...) -> Tensor { fatalError() }

  /// `rolled(by:axis:)`
  @available(*, unavailable, renamed: "rolled(by:axis:)")
  public func roll(_ shift: Int, _ axis: Int) -> Tensor { fatalError() }

  /// write x.diagonal() for the diagonal of a matrix, x.diagonalMatrix() for a matrix of a diagonal
  @available(
    *, unavailable,
    message: """
      write x.diagonal() for the diagonal of a matrix, x.diagonalMatrix() for a matrix of a diagonal
      """
  )
  public func diag() -> Tensor { fatalError() }

  /// `concatenated(_:axis:)`
  @available(*, unavailable, renamed: "concatenated(_:axis:)")
  public static func cat(_ tensors: [Tensor], dim: Int = 0) -> Tensor { fatalError() }

  /// `concatenated(_:axis:)`
  @available(*, unavailable, renamed: "concatenated(_:axis:)")
  public static func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor { fatalError() }

  /// `stacked(_:axis:)`
  @available(*, unavailable, renamed: "stacked(_:axis:)")
  public static func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor { fatalError() }

  /// `rank`
  @available(*, unavailable, renamed: "rank")
  public var ndim: Int { fatalError() }

  /// `shape`
  @available(*, unavailable, renamed: "shape")
  public var size: Shape { fatalError() }

  /// write x.elementCount
  @available(*, unavailable, message: "write x.elementCount")
  public func numel() -> Int { fatalError() }
}

/// `Tensor.concatenated(_:axis:)`
@available(*, unavailable, renamed: "Tensor.concatenated(_:axis:)")
public func cat(_ tensors: [Tensor], dim: Int = 0) -> Tensor { fatalError() }

/// `Tensor.concatenated(_:axis:)`
@available(*, unavailable, renamed: "Tensor.concatenated(_:axis:)")
public func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor { fatalError() }

/// `Tensor.stacked(_:axis:)`
@available(*, unavailable, renamed: "Tensor.stacked(_:axis:)")
public func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor { fatalError() }

/// write x.diagonal() for the diagonal of a matrix, x.diagonalMatrix() for a matrix of a diagonal
@available(
  *, unavailable,
  message:
    "write x.diagonal() for the diagonal of a matrix, x.diagonalMatrix() for a matrix of a diagonal"
)
public func diag(_ x: Tensor) -> Tensor { fatalError() }
