/// Numbers as they are written in a program, nested to any depth: what `Tensor([[1, 2], [3, 4]])`
/// is given.
///
/// The element type follows from how the numbers are written:
///
/// | literal | element type |
/// |---|---|
/// | `[1.5, 2]`: a fraction, an exponent or `.infinity` among them | float32 |
/// | `[1, 2]`: whole numbers | int32; int64 where one of them needs it |
/// | `[true, false]` | bool |
///
/// Only literals are numbers of this kind. Variables and what is computed keep the type that they
/// have in Swift: `[Double]` gives float64, `[Float]` float32, `[Int]` int64.
public enum TensorLiteral: Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  /// A whole number.
  case integer(Int)
  /// A number with a fraction.
  case number(Double)
  /// True or false.
  case flag(Bool)
  /// An axis.
  case list([TensorLiteral])

  /// The whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// The number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// True or false.
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  /// An axis with these elements.
  public init(arrayLiteral elements: TensorLiteral...) { self = .list(elements) }

  /// ∞
  public static var infinity: TensorLiteral { .number(.infinity) }
  /// Not a number.
  public static var nan: TensorLiteral { .number(.nan) }
  /// π
  public static var pi: TensorLiteral { .number(.pi) }

  /// The number with the other sign, as in `-.infinity`; traps on truth values and lists.
  public static prefix func - (x: TensorLiteral) -> TensorLiteral {
    switch x {
    case .integer(let value): return .integer(-value)
    case .number(let value): return .number(-value)
    case .flag, .list: trap("tensor: - before what is no number")
    }
  }
}

extension Tensor {
  /// The tensor that is written out: a number, a list of numbers, a list of lists of one length,
  /// and so on.
  ///
  /// ```swift
  /// Tensor([1.5, 2]).type             // float32[2]
  /// Tensor([1, 2, 3]).type            // int32[3]
  /// Tensor([[1, 2], [3, 4]]).type     // int32[2, 2]
  /// Tensor(0.5).type                  // float32[]
  /// let weights = [0.1, 0.2]          // a [Double]
  /// Tensor(weights).type              // float64[2]
  /// ```
  ///
  /// Traps where lists beside each other differ in length, where truth values stand among numbers,
  /// and beyond eight axes. See ``TensorLiteral`` for the element type.
  public init(_ literal: TensorLiteral) {
    self = LiteralReader(literal).tensor
  }

  /// The tensor that is written out, under another shape of as many elements: `Tensor([1, 2, 3, 4],
  /// shape: [2, 2])`.
  ///
  /// Traps where their number is not the shape's.
  public init(_ literal: TensorLiteral, shape: Shape) {
    let tensor = LiteralReader(literal).tensor
    require(
      tensor.elementCount == shape.elementCount,
      "tensor: \(tensor.elementCount) elements for shape \(shape), which has \(shape.elementCount)")
    self = tensor.reshaped(to: shape)
  }

  /// The tensor that is written out, of element type `dtype`: `Tensor([0.1, 0.2], dtype:
  /// .float64)`.
  ///
  /// Traps where a number is out of the type's range.
  public init(_ literal: TensorLiteral, dtype: DType) {
    switch literal {
    case .integer(let value): self.init(repeating: Double(value), [], dtype: dtype)
    case .number(let value): self.init(repeating: value, [], dtype: dtype)
    case .flag(let value): self.init(repeating: value ? 1 : 0, [], dtype: dtype)
    case .list:
      let reader = LiteralReader(literal)
      for value in reader.numbers { dtype.check(holds: value, in: "tensor") }
      self = reader.tensor(of: dtype)
    }
  }
}

extension Tensor: ExpressibleByArrayLiteral {
  /// The tensor that is written out: `let x: Tensor = [[1, 2], [3, 4]]`; see
  /// ``init(_:)-(TensorLiteral)``.
  public init(arrayLiteral elements: TensorLiteral...) { self.init(.list(elements)) }
}

/// The numbers of a literal in row-major order, and the extents of its lists.
private struct LiteralReader {
  private(set) var numbers: [Double] = []
  private var integers: [Int] = []
  private var flags = 0
  private var shape = Shape()
  private var count = 0

  init(_ literal: TensorLiteral) {
    var inner = literal
    while case .list(let elements) = inner {
      shape.append(elements.count)
      guard let first = elements.first else { break }
      inner = first
    }
    read(literal, axis: 0)
    require(
      flags == 0 || flags == count, "tensor: truth values and numbers in one list of elements")
  }

  private mutating func read(_ literal: TensorLiteral, axis: Int) {
    if case .list(let elements) = literal {
      require(
        axis < shape.rank && elements.count == shape[axis],
        "tensor: lists of different lengths or depths")
      for element in elements { read(element, axis: axis + 1) }
      return
    }
    require(axis == shape.rank, "tensor: lists of different lengths or depths")
    count += 1
    switch literal {
    case .integer(let value):
      integers.append(value)
      numbers.append(Double(value))
    case .number(let value): numbers.append(value)
    case .flag(let value):
      flags += 1
      numbers.append(value ? 1 : 0)
    case .list: break
    }
  }

  private var dtype: DType {
    if count == 0 { return .float32 }
    if flags == count { return .bool }
    if integers.count < count { return .float32 }
    return integers.allSatisfy { Int32(exactly: $0) != nil } ? .int32 : .int64
  }

  var tensor: Tensor { tensor(of: dtype) }

  func tensor(of dtype: DType) -> Tensor {
    // No part of a gradient or a trace.
    withoutDerivatives {
      // Whole numbers beyond 2⁵³ are not doubles.
      dtype.isInteger && integers.count == count
        ? Tensor(integers, shape: shape).cast(to: dtype)
        : Tensor(numbers, shape: shape).cast(to: dtype)
    }
  }
}
