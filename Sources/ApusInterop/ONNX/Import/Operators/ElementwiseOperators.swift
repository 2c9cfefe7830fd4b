import ApusCore

extension ONNXOperator {
  /// Arithmetic and functions of each element.
  static let elementwise: [ONNXOperator] = [
    unary("Abs", .numbers) { abs($0) },
    unary("Neg", .numbers, effect: .combines) { -$0 },
    unary("Sign", .numbers) { sign($0) },
    unary("Ceil") { ceil($0) },
    unary("Floor") { floor($0) },
    unary("Round") { round($0) },
    unary("Reciprocal", effect: .combines) { reciprocal($0) },
    unary("Sqrt", effect: .combines) { sqrt($0) },
    unary("Exp", effect: .bounds) { exp($0) },
    unary("Log") { log($0) },
    unary("Erf", effect: .bounds) { erf($0) },
    unary("Sin") { sin($0) },
    unary("Cos") { cos($0) },
    unary("Tan") { tan($0) },
    unary("Asin") { asin($0) },
    unary("Acos") { acos($0) },
    unary("Atan") { atan($0) },
    unary("Sinh") { sinh($0) },
    unary("Cosh") { cosh($0) },
    unary("Asinh") { asinh($0) },
    unary("Acosh") { acosh($0) },
    unary("Atanh") { atanh($0) },
    binary("Add", effect: .combines) { $0 + $1 },
    binary("Sub", effect: .combines) { $0 - $1 },
    binary("Mul", effect: .combines) { $0 * $1 },
    binary("Div", effect: .combines) {
      $0.dtype.isFloatingPoint ? $0 / $1 : $0.truncatedQuotient(by: $1)
    },
    ONNXOperator("Pow", 2...2, effect: .combines) { try $0.power() },
    ONNXOperator("Mod", 2...2) { try $0.modulo() },
    folding("Max") { maximum($0, $1) },
    folding("Min") { minimum($0, $1) },
    folding("Sum", .floats) { $0 + $1 },
    ONNXOperator("Mean", 1...Int.max, effect: .combines) { call in
      [try call.folded(.floats) { $0 + $1 } / Double(call.inputs.count)]
    },
    ONNXOperator("Clip", 1...1, versions: 7...10, effect: .bounds) { try $0.clipBySettings() },
    ONNXOperator("Clip", 1...3, versions: 11...28, forms: [1, 2], effect: .bounds) {
      try $0.clip()
    },
    ONNXOperator("Identity", 1...1, effect: .moves) { [try $0.input(0)] },
  ]
}

extension ONNXOperator {
  /// A function of one tensor.
  static func unary(
    _ name: String, _ kind: ONNXCall.Kind = .floats, effect: ValueEffect = .changes,
    _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> ONNXOperator {
    ONNXOperator(name, 1...1, effect: effect) { [function(try $0.input(0, kind))] }
  }

  /// A function of two tensors of one element type that broadcast together.
  static func binary(
    _ name: String, _ kind: ONNXCall.Kind = .numbers, effect: ValueEffect = .changes,
    _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> ONNXOperator {
    ONNXOperator(name, 2...2, effect: effect) { [try $0.folded(kind, function)] }
  }

  /// A function of two tensors that any number of them are put together by.
  private static func folding(
    _ name: String, _ kind: ONNXCall.Kind = .numbers,
    _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> ONNXOperator {
    ONNXOperator(name, 1...Int.max, effect: .combines) { [try $0.folded(kind, function)] }
  }
}

extension ONNXCall {
  /// A function of two tensors, applied to the first two inputs, then to its result and the third,
  /// and so on.
  fileprivate func folded(
    _ kind: Kind = .numbers, _ function: (Tensor, Tensor) -> Tensor
  ) throws -> Tensor {
    var result = try input(0, kind)
    for position in inputs.indices.dropFirst() {
      let next = try input(position, kind)
      try expectSame(result, next)
      result = function(result, next)
    }
    return result
  }

  /// The exponent may be of another element type; the base's is the result's.
  fileprivate func power() throws -> [Tensor] {
    let base = try input(0, .numbers), exponent = try input(1, .numbers)
    if exponent.elementCount == 1, exponent.rank <= base.rank, base.dtype.isFloatingPoint,
      exponent.device != .meta
    {
      return [pow(base, exponent.doubles[0])]
    }
    let dtype = base.dtype.isFloatingPoint || exponent.dtype.isInteger ? base.dtype : .float64
    return [pow(base.cast(to: dtype), exponent.cast(to: dtype)).cast(to: base.dtype)]
  }

  /// With the divisor's sign, or with `fmod` with the dividend's.
  fileprivate func modulo() throws -> [Tensor] {
    let a = try input(0, .numbers), b = try input(1, .numbers)
    try expectSame(a, b)
    let remainder = a % b
    guard try flag("fmod") else { return [remainder] }
    let zero = Tensor(0, dtype: a.dtype)
    let isOther: Tensor = (remainder .< zero) .^ (a .< zero)
    return [select((remainder .!= zero) .& isOther, remainder - b, remainder)]
  }

  fileprivate func clipBySettings() throws -> [Tensor] {
    let x = try input(0, .floats)
    let most = Double(Float.greatestFiniteMagnitude)
    let lower = try number("min", default: -most, in: -most...most)
    let upper = try number("max", default: most, in: -most...most)
    guard lower <= upper else { throw fail("min is \(lower), max \(upper)") }
    return [x.clamped(from: lower, to: upper)]
  }

  fileprivate func clip() throws -> [Tensor] {
    let x = try input(0, .numbers)
    let bounds = try (1...2).map { position -> Tensor? in
      guard let bound = try optional(position, like: x) else { return nil }
      guard bound.elementCount == 1 else {
        throw fail("input \(position) has shape \(bound.shape); expected one number")
      }
      return bound.reshaped(to: Shape())
    }
    let limits = bounds.map { bound in bound.flatMap { $0.device == .meta ? nil : $0.doubles[0] } }
    if x.dtype.isFloatingPoint, limits[0] != nil || bounds[0] == nil,
      limits[1] != nil || bounds[1] == nil
    {
      let lower = limits[0] ?? -.infinity, upper = limits[1] ?? .infinity
      if lower <= upper { return [x.clamped(from: lower, to: upper)] }
    }
    var result = x
    if let lower = bounds[0] { result = maximum(result, lower) }
    if let upper = bounds[1] { result = minimum(result, upper) }
    return [result]
  }
}

extension Tensor {
  /// The quotient of whole numbers without its fraction; the library's own goes down.
  fileprivate func truncatedQuotient(by divisor: Tensor) -> Tensor {
    if dtype == .uint8 { return floorDivide(self, divisor) }
    return floorDivide(absoluteValue, divisor.absoluteValue) * (sign(self) * sign(divisor))
  }
}
