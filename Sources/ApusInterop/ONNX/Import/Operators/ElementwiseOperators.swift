import ApusCore

extension ONNXCall {
  /// Arithmetic and functions of each element; nil for other operators.
  static func elementwise(_ name: String) -> Operator? {
    switch name {
    case "Abs": unary(.numbers) { abs($0) }
    case "Neg": unary(.numbers) { -$0 }
    case "Sign": unary(.numbers) { sign($0) }
    case "Ceil": unary { ceil($0) }
    case "Floor": unary { floor($0) }
    case "Round": unary { round($0) }
    case "Reciprocal": unary { reciprocal($0) }
    case "Sqrt": unary { sqrt($0) }
    case "Exp": unary { exp($0) }
    case "Log": unary { log($0) }
    case "Erf": unary { erf($0) }
    case "Sin": unary { sin($0) }
    case "Cos": unary { cos($0) }
    case "Tan": unary { tan($0) }
    case "Asin": unary { asin($0) }
    case "Acos": unary { acos($0) }
    case "Atan": unary { atan($0) }
    case "Sinh": unary { sinh($0) }
    case "Cosh": unary { cosh($0) }
    case "Asinh": unary { asinh($0) }
    case "Acosh": unary { acosh($0) }
    case "Atanh": unary { atanh($0) }
    case "Add": binary { $0 + $1 }
    case "Sub": binary { $0 - $1 }
    case "Mul": binary { $0 * $1 }
    case "Div": binary { $0.dtype.isFloatingPoint ? $0 / $1 : $0.truncatedQuotient(by: $1) }
    case "Pow": power
    case "Mod": modulo
    case "Max": folding { maximum($0, $1) }
    case "Min": folding { minimum($0, $1) }
    case "Sum": folding(.floats) { $0 + $1 }
    case "Mean": mean
    case "Clip": clip
    case "Identity": { [try $0.input(0)] }
    default: nil
    }
  }

  /// A function of one tensor.
  static func unary(
    _ kind: Kind = .floats, _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> Operator {
    return { call in
      try call.expectInputs(1...1)
      return [function(try call.input(0, kind))]
    }
  }

  /// A function of two tensors of one element type that broadcast together.
  static func binary(
    _ kind: Kind = .numbers, _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Operator {
    return { call in
      try call.expectInputs(2...2)
      let a = try call.input(0, kind), b = try call.input(1, kind)
      try call.expectSame(a, b)
      _ = try call.broadcast(a.shape, b.shape)
      return [function(a, b)]
    }
  }

  /// A function of two tensors, applied to the first two inputs, then to its result and the third,
  /// and so on.
  private static func folding(
    _ kind: Kind = .numbers, _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Operator {
    return { call in
      var result = try call.input(0, kind)
      for position in call.inputs.indices.dropFirst() {
        let next = try call.input(position, kind)
        try call.expectSame(result, next)
        _ = try call.broadcast(result.shape, next.shape)
        result = function(result, next)
      }
      return [result]
    }
  }

  private static let mean: Operator = { call in
    let sum = try folding(.floats) { $0 + $1 }(call)[0]
    return [sum / Double(call.inputs.count)]
  }

  /// The exponent may be of another element type; the base's is the result's.
  private static let power: Operator = { call in
    try call.expectInputs(2...2)
    let base = try call.input(0, .numbers), exponent = try call.input(1, .numbers)
    _ = try call.broadcast(base.shape, exponent.shape)
    if exponent.elementCount == 1, exponent.rank <= base.rank, base.dtype.isFloatingPoint,
      exponent.device != .meta
    {
      return [pow(base, exponent.doubles[0])]
    }
    let dtype = base.dtype.isFloatingPoint || exponent.dtype.isInteger ? base.dtype : .float64
    return [pow(base.cast(to: dtype), exponent.cast(to: dtype)).cast(to: base.dtype)]
  }

  /// With the divisor's sign, or with `fmod` with the dividend's.
  private static let modulo: Operator = { call in
    try call.expectInputs(2...2)
    let a = try call.input(0, .numbers), b = try call.input(1, .numbers)
    try call.expectSame(a, b)
    _ = try call.broadcast(a.shape, b.shape)
    let remainder = a % b
    guard try call.flag("fmod") else { return [remainder] }
    let zero = Tensor(0, dtype: a.dtype)
    let isOther: Tensor = (remainder .< zero) .^ (a .< zero)
    return [select((remainder .!= zero) .& isOther, remainder - b, remainder)]
  }

  private static let clip: Operator = { call in
    try call.expectInputs(1...3)
    let x = try call.input(0, .numbers)
    if call.version < 11 {
      let most = Double(Float.greatestFiniteMagnitude)
      let lower = try call.number("min", default: -most, in: -most...most)
      let upper = try call.number("max", default: most, in: -most...most)
      guard x.dtype.isFloatingPoint, lower <= upper else {
        throw call.fail("min is \(lower), max \(upper)")
      }
      return [x.clamped(from: lower, to: upper)]
    }
    let bounds = try (1...2).map { position -> Tensor? in
      guard let bound = try call.optional(position, like: x) else { return nil }
      guard bound.elementCount == 1 else {
        throw call.fail("input \(position) has shape \(bound.shape); expected one number")
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
