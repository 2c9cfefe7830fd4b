import ApusCore

// The functions of tensors as values of a functional graph.

/// |x|
public func abs(_ x: Symbol) -> Symbol { x.applying("absolute") }
/// The least whole number from x on.
public func ceil(_ x: Symbol) -> Symbol { x.applying("ceil") }
/// The greatest whole number up to x.
public func floor(_ x: Symbol) -> Symbol { x.applying("floor") }
/// The nearest whole number; of two the even one.
public func round(_ x: Symbol) -> Symbol { x.applying("round") }
/// x without its fraction.
public func trunc(_ x: Symbol) -> Symbol { x.applying("trunc") }
/// −1, 0 or 1.
public func sign(_ x: Symbol) -> Symbol { x.applying("sign") }
/// eˣ
public func exp(_ x: Symbol) -> Symbol { x.applying("exp") }
/// 2ˣ
public func exp2(_ x: Symbol) -> Symbol { x.applying("exp2") }
/// eˣ − 1
public func expm1(_ x: Symbol) -> Symbol { x.applying("expm1") }
/// ln x
public func log(_ x: Symbol) -> Symbol { x.applying("log") }
/// The logarithm to base 2.
public func log2(_ x: Symbol) -> Symbol { x.applying("log2") }
/// The logarithm to base 10.
public func log10(_ x: Symbol) -> Symbol { x.applying("log10") }
/// ln(1 + x)
public func log1p(_ x: Symbol) -> Symbol { x.applying("log1p") }
/// √x
public func sqrt(_ x: Symbol) -> Symbol { x.applying("sqrt") }
/// 1 / √x
public func rsqrt(_ x: Symbol) -> Symbol { x.applying("rsqrt") }
/// x²
public func square(_ x: Symbol) -> Symbol { x.applying("square") }
/// 1 / x
public func reciprocal(_ x: Symbol) -> Symbol { x.applying("reciprocal") }
/// sin x
public func sin(_ x: Symbol) -> Symbol { x.applying("sin") }
/// cos x
public func cos(_ x: Symbol) -> Symbol { x.applying("cos") }
/// tan x
public func tan(_ x: Symbol) -> Symbol { x.applying("tan") }
/// arcsin x
public func asin(_ x: Symbol) -> Symbol { x.applying("asin") }
/// arccos x
public func acos(_ x: Symbol) -> Symbol { x.applying("acos") }
/// arctan x
public func atan(_ x: Symbol) -> Symbol { x.applying("atan") }
/// sinh x
public func sinh(_ x: Symbol) -> Symbol { x.applying("sinh") }
/// cosh x
public func cosh(_ x: Symbol) -> Symbol { x.applying("cosh") }
/// tanh x
public func tanh(_ x: Symbol) -> Symbol { x.applying("tanh") }
/// arsinh x
public func asinh(_ x: Symbol) -> Symbol { x.applying("asinh") }
/// arcosh x
public func acosh(_ x: Symbol) -> Symbol { x.applying("acosh") }
/// artanh x
public func atanh(_ x: Symbol) -> Symbol { x.applying("atanh") }
/// The error function.
public func erf(_ x: Symbol) -> Symbol { x.applying("erf") }
/// 1 − erf x
public func erfc(_ x: Symbol) -> Symbol { x.applying("erfc") }
/// 1 / (1 + e⁻ˣ)
public func sigmoid(_ x: Symbol) -> Symbol { x.applying("sigmoid") }
/// max(x, 0)
public func relu(_ x: Symbol) -> Symbol { x.applying("relu") }

/// ln(1 + e^βx) / β
public func softplus(_ x: Symbol, beta: Double = 1) -> Symbol {
  x.applying("softplus", ["beta": .number(beta)])
}

/// eˣⁱ / Σⱼ eˣʲ along an axis, the batch's being 0.
public func softmax(_ x: Symbol, axis: Int = -1) -> Symbol {
  x.applying("softmax", ["axis": .integer(axis)])
}

/// The logarithm of ``softmax(_:axis:)-(Symbol,_)``.
public func logSoftmax(_ x: Symbol, axis: Int = -1) -> Symbol {
  x.applying("logSoftmax", ["axis": .integer(axis)])
}

/// xʸ
public func pow(_ x: Symbol, _ y: Symbol) -> Symbol { Symbol.applying("power", x, y) }
/// xʸ
public func pow(_ x: Symbol, _ y: some SymbolConstant) -> Symbol { x.applying("power", y) }
/// xʸ
public func pow(_ x: some SymbolConstant, _ y: Symbol) -> Symbol {
  y.applying("power", after: x)
}

/// The greater of a and b, element by element.
public func maximum(_ a: Symbol, _ b: Symbol) -> Symbol {
  Symbol.applying("maximum", or: Maximum(), a, b)
}
/// The greater of a and b, element by element.
public func maximum(_ a: Symbol, _ b: some SymbolConstant) -> Symbol { a.applying("maximum", b) }
/// The greater of a and b, element by element.
public func maximum(_ a: some SymbolConstant, _ b: Symbol) -> Symbol {
  b.applying("maximum", after: a, commutes: true)
}

/// The lesser of a and b, element by element.
public func minimum(_ a: Symbol, _ b: Symbol) -> Symbol {
  Symbol.applying("minimum", or: Minimum(), a, b)
}
/// The lesser of a and b, element by element.
public func minimum(_ a: Symbol, _ b: some SymbolConstant) -> Symbol { a.applying("minimum", b) }
/// The lesser of a and b, element by element.
public func minimum(_ a: some SymbolConstant, _ b: Symbol) -> Symbol {
  b.applying("minimum", after: a, commutes: true)
}

/// ⌊a / b⌋
public func floorDivide(_ a: Symbol, _ b: Symbol) -> Symbol { Symbol.applying("floorDivide", a, b) }
/// ⌊a / b⌋
public func floorDivide(_ a: Symbol, _ b: some SymbolConstant) -> Symbol {
  a.applying("floorDivide", b)
}

/// The angle of the point (x, y).
public func atan2(_ y: Symbol, _ x: Symbol) -> Symbol { Symbol.applying("atan2", y, x) }

/// a where the condition is true, b elsewhere.
public func select(_ condition: Symbol, _ a: Symbol, _ b: Symbol) -> Symbol {
  Symbol.applying("select", [.symbol(condition), .symbol(a), .symbol(b)])
}

/// a where the condition is true, b elsewhere.
public func select(_ condition: Symbol, _ a: Symbol, _ b: some SymbolConstant) -> Symbol {
  switch b.symbolConstant {
  case .number(let number):
    Symbol.applying("select", [.symbol(condition), .symbol(a)], ["second": .number(number)])
  case .tensor(let tensor):
    Symbol.applying("select", [.symbol(condition), .symbol(a), .constant(tensor)])
  }
}

/// a where the condition is true, b elsewhere.
public func select(_ condition: Symbol, _ a: some SymbolConstant, _ b: Symbol) -> Symbol {
  switch a.symbolConstant {
  case .number(let number):
    Symbol.applying("select", [.symbol(condition), .symbol(b)], ["first": .number(number)])
  case .tensor(let tensor):
    Symbol.applying("select", [.symbol(condition), .constant(tensor), .symbol(b)])
  }
}

/// The matrix product of the last two axes, for every matrix of a batch; see
/// ``matmul(_:_:transposeA:transposeB:)``.
public func matmul(
  _ a: Symbol, _ b: Symbol, transposeA: Bool = false, transposeB: Bool = false
) -> Symbol {
  Symbol.product(.symbol(a), .symbol(b), transposeA, transposeB)
}

/// The matrix product with a tensor that the model keeps.
public func matmul(
  _ a: Symbol, _ b: Tensor, transposeA: Bool = false, transposeB: Bool = false
) -> Symbol {
  Symbol.product(.symbol(a), .constant(b), transposeA, transposeB)
}

/// The matrix product with a tensor that the model keeps.
public func matmul(
  _ a: Tensor, _ b: Symbol, transposeA: Bool = false, transposeB: Bool = false
) -> Symbol {
  Symbol.product(.constant(a), .symbol(b), transposeA, transposeB)
}

extension Symbol {
  fileprivate static func product(
    _ a: Operand, _ b: Operand, _ transposeA: Bool, _ transposeB: Bool
  ) -> Symbol {
    applying(
      "matmul", [a, b], ["transposeA": .flag(transposeA), "transposeB": .flag(transposeB)])
  }

  /// |x|
  public var absoluteValue: Symbol { abs(self) }
  /// x²
  public var squared: Symbol { square(self) }
  /// Whether each element is not a number.
  public var isNaN: Symbol { applying("isNaN") }
  /// Whether each element is neither infinite nor not a number.
  public var isFinite: Symbol { applying("isFinite") }
  /// Whether each element is infinite.
  public var isInfinite: Symbol { applying("isInfinite") }

  /// Each element within [lower, upper].
  public func clamped(from lower: Double, to upper: Double) -> Symbol {
    applying("clamp", ["lower": .number(lower), "upper": .number(upper)])
  }

  /// Each element at most `upper`.
  public func clamped(upTo upper: Double) -> Symbol { applying("clamp", ["upper": .number(upper)]) }

  /// Each element at least `lower`.
  public func clamped(from lower: Double) -> Symbol { applying("clamp", ["lower": .number(lower)]) }

  /// The elements in another type.
  public func cast(to dtype: DType) -> Symbol {
    applying("cast", ["dtype": .text(dtype.description)])
  }
}
