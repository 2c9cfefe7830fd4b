import ApusCore

extension ONNXCall {
  /// Comparisons, logic and choices; nil for other operators.
  static func logic(_ name: String) -> Operator? {
    switch name {
    case "Equal": binary(.any) { $0 .== $1 }
    case "Less": binary { $0 .< $1 }
    case "LessOrEqual": binary { $0 .<= $1 }
    case "Greater": binary { $0 .> $1 }
    case "GreaterOrEqual": binary { $0 .>= $1 }
    case "And": binary(.bools) { $0 .& $1 }
    case "Or": binary(.bools) { $0 .| $1 }
    case "Xor": binary(.bools) { $0 .^ $1 }
    case "Not": unary(.bools) { .!$0 }
    case "IsNaN": unary { $0.isNaN }
    case "IsInf": isInfinite
    case "Where": choose
    case "Cast": cast
    case "CastLike": castLike
    default: nil
    }
  }

  private static let isInfinite: Operator = { call in
    try call.expectInputs(1...1)
    let x = try call.input(0, .floats)
    let negative = try call.flag("detect_negative", default: true)
    let positive = try call.flag("detect_positive", default: true)
    if negative && positive { return [x.isInfinite] }
    let sided = positive ? x .> x.number(0) : x .< x.number(0)
    return [negative || positive ? x.isInfinite .& sided : (x .!= x) .& (x .== x)]
  }

  private static let choose: Operator = { call in
    try call.expectInputs(3...3)
    let condition = try call.input(0, .bools), a = try call.input(1), b = try call.input(2)
    try call.expectSame(a, b)
    _ = try call.broadcast(call.broadcast(condition.shape, a.shape), b.shape)
    return [select(condition, a, b)]
  }

  /// Types that tensors do not have are widened, as in files: what does not fit the narrow one is
  /// not cut off.
  private static let cast: Operator = { call in
    try call.expectInputs(1...1)
    let code = try call.integer("to")
    guard let element = StoredElement(onnxCode: code) else {
      throw call.fail("element type \(code) is not supported")
    }
    return [try call.input(0).cast(to: element.dtype)]
  }

  private static let castLike: Operator = { call in
    try call.expectInputs(2...2)
    return [try call.input(0).cast(to: try call.input(1).dtype)]
  }
}
