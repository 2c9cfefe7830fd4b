import ApusCore

/// What can stand beside a symbol in arithmetic: a number, or a tensor that the model keeps.
public protocol SymbolConstant {
  /// The number or tensor.
  var symbolConstant: SymbolConstantValue { get }
}

/// A number or a tensor beside a symbol.
public enum SymbolConstantValue {
  /// A number.
  case number(Double)
  /// A tensor, which becomes a parameter that is not learned.
  case tensor(Tensor)
}

extension Double: SymbolConstant {
  /// The number.
  public var symbolConstant: SymbolConstantValue { .number(self) }
}

extension Float: SymbolConstant {
  /// The number.
  public var symbolConstant: SymbolConstantValue { .number(Double(self)) }
}

extension Int: SymbolConstant {
  /// The number.
  public var symbolConstant: SymbolConstantValue { .number(Double(self)) }
}

extension Tensor: SymbolConstant {
  /// The tensor.
  public var symbolConstant: SymbolConstantValue { .tensor(self) }
}

extension Symbol {
  /// An operation of this symbol and another operand.
  func applying(_ operation: String, _ other: some SymbolConstant) -> Symbol {
    switch other.symbolConstant {
    case .number(let number): applying(operation, ["scalar": .number(number)])
    case .tensor(let tensor):
      Symbol.applying(operation, [.symbol(self), .constant(tensor)])
    }
  }

  /// An operation of another operand and this symbol. Operations that don't mind the order take a
  /// number as their second.
  func applying(
    _ operation: String, after other: some SymbolConstant, commutes: Bool = false
  ) -> Symbol {
    switch other.symbolConstant {
    case .number(let number) where commutes: applying(operation, ["scalar": .number(number)])
    case .number(let number):
      applying(operation, ["scalar": .number(number), "scalarFirst": .flag(true)])
    case .tensor(let tensor):
      Symbol.applying(operation, [.constant(tensor), .symbol(self)])
    }
  }

  /// An operation of two symbols.
  static func applying(_ operation: String, _ a: Symbol, _ b: Symbol) -> Symbol {
    applying(operation, [.symbol(a), .symbol(b)])
  }

  /// The same through `layer`, which other libraries' files have a form for, where it takes the
  /// symbols.
  static func applying(
    _ operation: String, or layer: @autoclosure () -> any MergeLayer, _ a: Symbol, _ b: Symbol
  ) -> Symbol {
    let isPlain =
      a.dtype == b.dtype && a.dtype.isFloatingPoint && a.shape.rank == b.shape.rank
      && a.shape.broadcast(with: b.shape) != nil
    guard isPlain else { return applying(operation, a, b) }
    let merge = layer()
    return merge([a, b])
  }
}

// MARK: Arithmetic, element by element, broadcast as tensors are

extension Symbol {
  /// a + b
  public static func + (a: Symbol, b: Symbol) -> Symbol { applying("add", or: Add(), a, b) }
  /// a + b
  public static func + (a: Symbol, b: some SymbolConstant) -> Symbol { a.applying("add", b) }
  /// a + b
  public static func + (a: some SymbolConstant, b: Symbol) -> Symbol {
    b.applying("add", after: a, commutes: true)
  }

  /// a − b
  public static func - (a: Symbol, b: Symbol) -> Symbol {
    applying("subtract", or: Subtract(), a, b)
  }
  /// a − b
  public static func - (a: Symbol, b: some SymbolConstant) -> Symbol { a.applying("subtract", b) }
  /// a − b
  public static func - (a: some SymbolConstant, b: Symbol) -> Symbol {
    b.applying("subtract", after: a)
  }

  /// a b
  public static func * (a: Symbol, b: Symbol) -> Symbol {
    applying("multiply", or: Multiply(), a, b)
  }
  /// a b
  public static func * (a: Symbol, b: some SymbolConstant) -> Symbol { a.applying("multiply", b) }
  /// a b
  public static func * (a: some SymbolConstant, b: Symbol) -> Symbol {
    b.applying("multiply", after: a, commutes: true)
  }

  /// a / b
  public static func / (a: Symbol, b: Symbol) -> Symbol { applying("divide", a, b) }
  /// a / b
  public static func / (a: Symbol, b: some SymbolConstant) -> Symbol { a.applying("divide", b) }
  /// a / b
  public static func / (a: some SymbolConstant, b: Symbol) -> Symbol {
    b.applying("divide", after: a)
  }

  /// The remainder of a / b, of b's sign.
  public static func % (a: Symbol, b: Symbol) -> Symbol { applying("remainder", a, b) }
  /// The remainder of a / b, of b's sign.
  public static func % (a: Symbol, b: some SymbolConstant) -> Symbol {
    a.applying("remainder", b)
  }

  /// −x
  public static prefix func - (x: Symbol) -> Symbol { x.applying("negate") }
}

// MARK: Comparisons and logic; they give bool

extension Symbol {
  /// Whether a = b.
  public static func .== (a: Symbol, b: Symbol) -> Symbol { applying("equal", a, b) }
  /// Whether a = b.
  public static func .== (a: Symbol, b: some SymbolConstant) -> Symbol { a.applying("equal", b) }
  /// Whether a ≠ b.
  public static func .!= (a: Symbol, b: Symbol) -> Symbol { applying("notEqual", a, b) }
  /// Whether a ≠ b.
  public static func .!= (a: Symbol, b: some SymbolConstant) -> Symbol {
    a.applying("notEqual", b)
  }
  /// Whether a < b.
  public static func .< (a: Symbol, b: Symbol) -> Symbol { applying("less", a, b) }
  /// Whether a < b.
  public static func .< (a: Symbol, b: some SymbolConstant) -> Symbol { a.applying("less", b) }
  /// Whether a ≤ b.
  public static func .<= (a: Symbol, b: Symbol) -> Symbol { applying("lessEqual", a, b) }
  /// Whether a ≤ b.
  public static func .<= (a: Symbol, b: some SymbolConstant) -> Symbol {
    a.applying("lessEqual", b)
  }
  /// Whether a > b.
  public static func .> (a: Symbol, b: Symbol) -> Symbol { applying("greater", a, b) }
  /// Whether a > b.
  public static func .> (a: Symbol, b: some SymbolConstant) -> Symbol { a.applying("greater", b) }
  /// Whether a ≥ b.
  public static func .>= (a: Symbol, b: Symbol) -> Symbol { applying("greaterEqual", a, b) }
  /// Whether a ≥ b.
  public static func .>= (a: Symbol, b: some SymbolConstant) -> Symbol {
    a.applying("greaterEqual", b)
  }

  /// Whether both are true.
  public static func .& (a: Symbol, b: Symbol) -> Symbol { applying("and", a, b) }
  /// Whether one of them is true, or both.
  public static func .| (a: Symbol, b: Symbol) -> Symbol { applying("or", a, b) }
  /// Whether just one of them is true.
  public static func .^ (a: Symbol, b: Symbol) -> Symbol { applying("xor", a, b) }
  /// Whether x is false.
  public static prefix func .! (x: Symbol) -> Symbol { x.applying("not") }
}
