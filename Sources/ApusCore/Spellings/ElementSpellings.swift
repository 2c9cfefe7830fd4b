// Operations on elements as NumPy and PyTorch call them: the likely first guess is told the name
// that it has here.

extension Tensor {
  /// Says of every member that a tensor lacks where to look: `x.relu()`, `x.exp()`, `x.softmax()`,
  /// `x.pow(2)`, `x.matmul(y)`. Members of those names would hide the functions from extensions of
  /// tensors.
  @available(
    *, unavailable,
    message: """
      tensors have no such member; functions of elements are free: relu(x), exp(x), pow(x, 2), \
      softmax(x), matmul(x, y); comparisons are operators: x .> y, x .== y
      """
  )
  public subscript(dynamicMember name: String) -> MissingTensorMember { fatalError() }
}

/// Stands for what a tensor lacks, so that the compiler can say so. It has no values.
public struct MissingTensorMember {
  /// Never called.
  public func callAsFunction(_ arguments: Any...) -> Tensor { fatalError() }
}

extension Tensor {
  /// `clamped(from:to:)`
  @available(*, unavailable, renamed: "clamped(from:to:)")
  public func clip(_ lower: Double, _ upper: Double) -> Tensor { fatalError() }

  /// `clamped(from:to:)`
  @available(*, unavailable, renamed: "clamped(from:to:)")
  public func clip(min: Double, max: Double) -> Tensor { fatalError() }

  /// `clamped(from:to:)`
  @available(*, unavailable, renamed: "clamped(from:to:)")
  public func clamp(_ lower: Double, _ upper: Double) -> Tensor { fatalError() }

  /// `clamped(from:to:)`
  @available(*, unavailable, renamed: "clamped(from:to:)")
  public func clamp(min: Double, max: Double) -> Tensor { fatalError() }

  /// write select(condition, a, b)
  @available(*, unavailable, message: "write select(condition, a, b)")
  public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    fatalError()
  }

  /// `cast(to:)`
  @available(*, unavailable, renamed: "cast(to:)")
  public func astype(_ dtype: DType) -> Tensor { fatalError() }

  /// `cast(to:)`
  @available(*, unavailable, renamed: "cast(to:)")
  public func to(_ dtype: DType) -> Tensor { fatalError() }

  /// write x.cast(to: .float32)
  @available(*, unavailable, message: "write x.cast(to: .float32)")
  public func float() -> Tensor { fatalError() }

  /// write x.withoutDerivative
  @available(*, unavailable, message: "write x.withoutDerivative")
  public func detach() -> Tensor { fatalError() }

  /// write x.withoutDerivative
  @available(*, unavailable, message: "write x.withoutDerivative")
  public func stopGradient() -> Tensor { fatalError() }

  /// write x.floats, or x.array() for other types
  @available(*, unavailable, message: "write x.floats, or x.array() for other types")
  public func numpy() -> [Float] { fatalError() }

  /// write x.floats, or x.array() for other types
  @available(*, unavailable, message: "write x.floats, or x.array() for other types")
  public func tolist() -> [Float] { fatalError() }

  /// write a .> b, which compares element by element
  @available(*, unavailable, message: "write a .> b, which compares element by element")
  public static func > (a: Tensor, b: Tensor) -> Bool { fatalError() }

  /// write a .> b, which compares element by element
  @available(*, unavailable, message: "write a .> b, which compares element by element")
  public static func > (a: Tensor, b: Double) -> Bool { fatalError() }

  /// write a .< b, which compares element by element
  @available(*, unavailable, message: "write a .< b, which compares element by element")
  public static func < (a: Tensor, b: Tensor) -> Bool { fatalError() }

  /// write a .< b, which compares element by element
  @available(*, unavailable, message: "write a .< b, which compares element by element")
  public static func < (a: Tensor, b: Double) -> Bool { fatalError() }

  /// write a .>= b, which compares element by element
  @available(*, unavailable, message: "write a .>= b, which compares element by element")
  public static func >= (a: Tensor, b: Tensor) -> Bool { fatalError() }

  /// write a .>= b, which compares element by element
  @available(*, unavailable, message: "write a .>= b, which compares element by element")
  public static func >= (a: Tensor, b: Double) -> Bool { fatalError() }

  /// write a .<= b, which compares element by element
  @available(*, unavailable, message: "write a .<= b, which compares element by element")
  public static func <= (a: Tensor, b: Tensor) -> Bool { fatalError() }

  /// write a .<= b, which compares element by element
  @available(*, unavailable, message: "write a .<= b, which compares element by element")
  public static func <= (a: Tensor, b: Double) -> Bool { fatalError() }

  /// write a .== b, which compares element by element
  @available(*, unavailable, message: "write a .== b, which compares element by element")
  public static func == (a: Tensor, b: Tensor) -> Bool { fatalError() }

  /// write a .== b, which compares element by element
  @available(*, unavailable, message: "write a .== b, which compares element by element")
  public static func == (a: Tensor, b: Double) -> Bool { fatalError() }

  /// write a .!= b, which compares element by element
  @available(*, unavailable, message: "write a .!= b, which compares element by element")
  public static func != (a: Tensor, b: Tensor) -> Bool { fatalError() }

  /// write a .!= b, which compares element by element
  @available(*, unavailable, message: "write a .!= b, which compares element by element")
  public static func != (a: Tensor, b: Double) -> Bool { fatalError() }
}

/// write x.withoutDerivative
@available(*, unavailable, message: "write x.withoutDerivative")
public func stopGradient(_ x: Tensor) -> Tensor { fatalError() }

/// write x.clamped(from: lower, to: upper)
@available(*, unavailable, message: "write x.clamped(from: lower, to: upper)")
public func clip(_ x: Tensor, _ lower: Double, _ upper: Double) -> Tensor { fatalError() }

/// `jacobianVectorProduct(at:direction:of:)`
@available(*, unavailable, renamed: "jacobianVectorProduct(at:direction:of:)")
public func jvp(_ function: (Tensor) -> Tensor, _ point: Tensor, _ direction: Tensor) -> Tensor {
  fatalError()
}

/// `vectorJacobianProduct(at:cotangent:of:)`
@available(*, unavailable, renamed: "vectorJacobianProduct(at:cotangent:of:)")
public func vjp(_ function: (Tensor) -> Tensor, _ point: Tensor, _ cotangent: Tensor) -> Tensor {
  fatalError()
}

/// write gradient(at: x) { … }
@available(*, unavailable, message: "write gradient(at: x) { … }")
public func grad(_ function: (Tensor) -> Tensor) -> (Tensor) -> Tensor { fatalError() }
