// Numbers of all Swift types beside tensors. Double, and numbers that are written out, have
// operators of their own.

/// A number that tensors can be added to, multiplied by and compared with: `x * n` where n is an
/// `Int` or a `Float`.
///
/// It counts as the same `Double`.
public protocol TensorScalar: Sendable {
  /// The number.
  var tensorScalar: Double { get }
}

extension Float: TensorScalar {
  /// The number.
  public var tensorScalar: Double { Double(self) }
}

extension Int: TensorScalar {
  /// The number.
  public var tensorScalar: Double { Double(self) }
}

extension Int32: TensorScalar {
  /// The number.
  public var tensorScalar: Double { Double(self) }
}

extension Int64: TensorScalar {
  /// The number.
  public var tensorScalar: Double { Double(self) }
}

extension UInt8: TensorScalar {
  /// The number.
  public var tensorScalar: Double { Double(self) }
}

extension Tensor {
  /// a + b for every element of a; see ``+(_:_:)-(Tensor,Double)``.
  @_disfavoredOverload
  public static func + (a: Tensor, b: some TensorScalar) -> Tensor { a + b.tensorScalar }

  /// a + b for every element of b.
  @_disfavoredOverload
  public static func + (a: some TensorScalar, b: Tensor) -> Tensor { a.tensorScalar + b }

  /// a = a + b
  @_disfavoredOverload
  public static func += (a: inout Tensor, b: some TensorScalar) { a = a + b.tensorScalar }

  /// a − b for every element of a; see ``-(_:_:)-(Tensor,Double)``.
  @_disfavoredOverload
  public static func - (a: Tensor, b: some TensorScalar) -> Tensor { a - b.tensorScalar }

  /// a − b for every element of b.
  @_disfavoredOverload
  public static func - (a: some TensorScalar, b: Tensor) -> Tensor { a.tensorScalar - b }

  /// a = a − b
  @_disfavoredOverload
  public static func -= (a: inout Tensor, b: some TensorScalar) { a = a - b.tensorScalar }

  /// a b for every element of a; see ``*(_:_:)-(Tensor,Double)``.
  @_disfavoredOverload
  public static func * (a: Tensor, b: some TensorScalar) -> Tensor { a * b.tensorScalar }

  /// a b for every element of b.
  @_disfavoredOverload
  public static func * (a: some TensorScalar, b: Tensor) -> Tensor { a.tensorScalar * b }

  /// a = a b
  @_disfavoredOverload
  public static func *= (a: inout Tensor, b: some TensorScalar) { a = a * b.tensorScalar }

  /// a / b for every element of a; see ``/(_:_:)-(Tensor,Double)``.
  @_disfavoredOverload
  public static func / (a: Tensor, b: some TensorScalar) -> Tensor { a / b.tensorScalar }

  /// a / b for every element of b.
  @_disfavoredOverload
  public static func / (a: some TensorScalar, b: Tensor) -> Tensor { a.tensorScalar / b }

  /// a = a / b
  @_disfavoredOverload
  public static func /= (a: inout Tensor, b: some TensorScalar) { a = a / b.tensorScalar }

  /// a modulo b for every element of a; see ``%(_:_:)-(Tensor,Double)``.
  @_disfavoredOverload
  public static func % (a: Tensor, b: some TensorScalar) -> Tensor { a % b.tensorScalar }

  /// Whether a > b for every element of a: bool.
  @_disfavoredOverload
  public static func .> (a: Tensor, b: some TensorScalar) -> Tensor { a .> b.tensorScalar }

  /// Whether a ≥ b for every element of a: bool.
  @_disfavoredOverload
  public static func .>= (a: Tensor, b: some TensorScalar) -> Tensor { a .>= b.tensorScalar }

  /// Whether a < b for every element of a: bool.
  @_disfavoredOverload
  public static func .< (a: Tensor, b: some TensorScalar) -> Tensor { a .< b.tensorScalar }

  /// Whether a ≤ b for every element of a: bool.
  @_disfavoredOverload
  public static func .<= (a: Tensor, b: some TensorScalar) -> Tensor { a .<= b.tensorScalar }

  /// Whether a = b for every element of a: bool.
  @_disfavoredOverload
  public static func .== (a: Tensor, b: some TensorScalar) -> Tensor { a .== b.tensorScalar }

  /// Whether a ≠ b for every element of a: bool.
  @_disfavoredOverload
  public static func .!= (a: Tensor, b: some TensorScalar) -> Tensor { a .!= b.tensorScalar }
}

/// xᵖ for every element of x; see ``pow(_:_:)-(Tensor,Double)``.
@_disfavoredOverload
public func pow(_ x: Tensor, _ exponent: some TensorScalar) -> Tensor {
  pow(x, exponent.tensorScalar)
}

/// The greater of each element and `b`.
@_disfavoredOverload
public func maximum(_ a: Tensor, _ b: some TensorScalar) -> Tensor { maximum(a, b.tensorScalar) }

/// The lesser of each element and `b`.
@_disfavoredOverload
public func minimum(_ a: Tensor, _ b: some TensorScalar) -> Tensor { minimum(a, b.tensorScalar) }

extension Float {
  /// The only element of a tensor, rounded to float32; traps if the tensor has more or none. See
  /// ``Tensor/item``.
  @_disfavoredOverload
  public init(_ tensor: Tensor) { self = Float(tensor.item) }
}

extension Double {
  /// The only element of a tensor; traps if the tensor has more or none. See ``Tensor/item``.
  @_disfavoredOverload
  public init(_ tensor: Tensor) { self = tensor.item }
}

extension Int {
  /// The only element of a tensor without its fraction; traps where there is not exactly one and
  /// where no `Int` holds it.
  @_disfavoredOverload
  public init(_ tensor: Tensor) {
    if tensor.dtype == .int64, tensor.elementCount == 1 {
      self = Int(tensor.array(of: Int64.self)[0])
      return
    }
    let value = tensor.item.rounded(.towardZero)
    guard let whole = Int(exactly: value) else { trap("Int: \(value) is not in its range") }
    self = whole
  }
}
