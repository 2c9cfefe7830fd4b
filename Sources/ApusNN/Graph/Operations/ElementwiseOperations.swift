import ApusCore

extension OperationKind {
  /// f(x) for each element.
  static let unaryFunctions: [OperationKind] = [
    unary("absolute") { abs($0) }, unary("ceil") { ceil($0) }, unary("floor") { floor($0) },
    unary("round") { round($0) }, unary("trunc") { trunc($0) }, unary("sign") { sign($0) },
    unary("exp") { exp($0) }, unary("exp2") { exp2($0) }, unary("expm1") { expm1($0) },
    unary("log") { log($0) }, unary("log2") { log2($0) }, unary("log10") { log10($0) },
    unary("log1p") { log1p($0) }, unary("sqrt") { sqrt($0) }, unary("rsqrt") { rsqrt($0) },
    unary("square") { square($0) }, unary("reciprocal") { reciprocal($0) },
    unary("sin") { sin($0) }, unary("cos") { cos($0) }, unary("tan") { tan($0) },
    unary("asin") { asin($0) }, unary("acos") { acos($0) }, unary("atan") { atan($0) },
    unary("sinh") { sinh($0) }, unary("cosh") { cosh($0) }, unary("tanh") { tanh($0) },
    unary("asinh") { asinh($0) }, unary("acosh") { acosh($0) }, unary("atanh") { atanh($0) },
    unary("erf") { erf($0) }, unary("erfc") { erfc($0) }, unary("sigmoid") { sigmoid($0) },
    unary("relu") { relu($0) }, unary("negate") { -$0 }, unary("not") { .!$0 },
    unary("isNaN") { $0.isNaN }, unary("isFinite") { $0.isFinite },
    unary("isInfinite") { $0.isInfinite },
    OperationKind("softplus") { options in
      let beta = try options.number("beta", in: 1e-6...1e6, default: 1)
      return OperationBody(shape: { $0[0] }, compute: { softplus($0[0], beta: beta) })
    },
    OperationKind("clamp") { options in
      let lower = try options.number("lower", in: -1e300...1e300, default: -.infinity)
      let upper = try options.number("upper", in: -1e300...1e300, default: .infinity)
      guard lower <= upper else { throw options.wrong("upper", "at least \(lower)") }
      return OperationBody(
        takes: .numbers, shape: { $0[0] },
        compute: { $0[0].clamped(from: lower, to: upper) })
    },
    OperationKind("cast") { options in
      let text = try options.text("dtype") ?? ""
      guard let dtype = DType.allCases.first(where: { $0.description == text }) else {
        throw options.wrong("dtype", "an element type")
      }
      return OperationBody(shape: { $0[0] }, compute: { $0[0].cast(to: dtype) })
    },
  ]

  private static func unary(
    _ name: String, _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> OperationKind {
    OperationKind(name) { _ in
      OperationBody(shape: { $0[0] }, compute: { function($0[0]) })
    }
  }

  /// f(a, b) for each pair of elements, broadcast together. One of them may be a number, the
  /// setting `scalar`: the second, or with `scalarFirst` the first.
  static let binaryFunctions: [OperationKind] = [
    binary("add", { $0 + $1 }, { $0 + $1 }, { $0 + $1 }),
    binary("subtract", { $0 - $1 }, { $0 - $1 }, { $0 - $1 }),
    binary("multiply", { $0 * $1 }, { $0 * $1 }, { $0 * $1 }),
    binary("divide", { $0 / $1 }, { $0 / $1 }, { $0 / $1 }),
    binary("floorDivide", { floorDivide($0, $1) }, { floorDivide($0, $1) }),
    binary("remainder", { $0 % $1 }, { $0 % $1 }),
    binary("power", { pow($0, $1) }, { pow($0, $1) }, { pow($0, $1) }),
    binary("maximum", { maximum($0, $1) }, { maximum($0, $1) }),
    binary("minimum", { minimum($0, $1) }, { minimum($0, $1) }),
    binary("atan2", { atan2($0, $1) }, nil),
    binary("equal", { $0 .== $1 }, { $0 .== $1 }), binary("notEqual", { $0 .!= $1 }, { $0 .!= $1 }),
    binary("less", { $0 .< $1 }, { $0 .< $1 }),
    binary("lessEqual", { $0 .<= $1 }, { $0 .<= $1 }),
    binary("greater", { $0 .> $1 }, { $0 .> $1 }),
    binary("greaterEqual", { $0 .>= $1 }, { $0 .>= $1 }),
    binary("and", { $0 .& $1 }, nil), binary("or", { $0 .| $1 }, nil),
    binary("xor", { $0 .^ $1 }, nil),
  ]

  private static func binary(
    _ name: String, _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    _ withScalar: (@Sendable (Tensor, Double) -> Tensor)?,
    _ scalarFirst: (@Sendable (Double, Tensor) -> Tensor)? = nil
  ) -> OperationKind {
    OperationKind(name, operands: 1...2) { options in
      guard options.value("scalar") != nil else {
        return OperationBody(
          shape: {
            guard $0.count == 2 else { throw OperationProblem("needs two operands") }
            return try broadcast($0)
          }, compute: { function($0[0], $0[1]) })
      }
      let scalar = try options.number("scalar", in: -.infinity ... .infinity)
      let isFirst = try options.flag("scalarFirst", default: false)
      func shape(_ shapes: [Shape]) throws -> Shape {
        guard shapes.count == 1 else { throw OperationProblem("needs one operand and a number") }
        return shapes[0]
      }
      if isFirst, let scalarFirst {
        return OperationBody(shape: shape, compute: { scalarFirst(scalar, $0[0]) })
      }
      guard !isFirst, let withScalar else {
        throw options.wrong("scalar", "missing: the operation takes no such number")
      }
      return OperationBody(shape: shape, compute: { withScalar($0[0], scalar) })
    }
  }

  /// a where a condition is true, b elsewhere; `first` and `second` are numbers in their places.
  static let choices: [OperationKind] = [
    OperationKind("select", operands: 2...3) { options in
      let any = -Double.infinity ... .infinity
      let first = options.value("first") == nil ? nil : try options.number("first", in: any)
      let second = options.value("second") == nil ? nil : try options.number("second", in: any)
      let wanted = first == nil && second == nil ? 3 : 2
      guard first == nil || second == nil else { throw options.wrong("second", "missing") }
      return OperationBody(
        shape: {
          guard $0.count == wanted else { throw OperationProblem("needs \(wanted) operands") }
          return try broadcast($0)
        },
        compute: { operands in
          if let first { return select(operands[0], first, operands[1]) }
          if let second { return select(operands[0], operands[1], second) }
          return select(operands[0], operands[1], operands[2])
        })
    }
  ]

  /// The common shape of operands that broadcast together.
  static func broadcast(_ shapes: [Shape]) throws -> Shape {
    try shapes.dropFirst().reduce(shapes[0]) { shape, other in
      guard let both = shape.broadcast(with: other) else {
        throw OperationProblem(
          "do not fit together: extents must be equal or 1, from the last axis")
      }
      return both
    }
  }
}
