import ApusCore

extension ONNXOperator {
  /// Comparisons, logic and choices.
  static let logic: [ONNXOperator] = [
    binary("Equal", .any) { $0 .== $1 },
    binary("Less") { $0 .< $1 },
    binary("LessOrEqual") { $0 .<= $1 },
    binary("Greater") { $0 .> $1 },
    binary("GreaterOrEqual") { $0 .>= $1 },
    binary("And", .bools) { $0 .& $1 },
    binary("Or", .bools) { $0 .| $1 },
    binary("Xor", .bools) { $0 .^ $1 },
    unary("Not", .bools) { .!$0 },
    unary("IsNaN") { $0.isNaN },
    ONNXOperator("IsInf", 1...1) { try $0.isInfinite() },
    ONNXOperator("Where", 3...3, effect: .combines) { try $0.choose() },
    ONNXOperator("Cast", 1...1, effect: .moves) { try $0.cast() },
    ONNXOperator("CastLike", 2...2, forms: [1], effect: .moves) {
      [try $0.input(0).cast(to: try $0.input(1).dtype)]
    },
  ]
}

extension ONNXCall {
  fileprivate func isInfinite() throws -> [Tensor] {
    let x = try input(0, .floats)
    let negative = try flag("detect_negative", default: true)
    let positive = try flag("detect_positive", default: true)
    if negative && positive { return [x.isInfinite] }
    let sided = positive ? x .> x.number(0) : x .< x.number(0)
    return [negative || positive ? x.isInfinite .& sided : (x .!= x) .& (x .== x)]
  }

  fileprivate func choose() throws -> [Tensor] {
    let condition = try input(0, .bools), a = try input(1), b = try input(2)
    try expectSame(a, b)
    return [select(condition, a, b)]
  }

  /// Types that tensors do not have are widened, as in files: what does not fit the narrow one is
  /// not cut off.
  fileprivate func cast() throws -> [Tensor] {
    let code = try integer("to")
    guard let element = StoredElement(onnxCode: code) else {
      throw fail("element type \(code) is not supported")
    }
    return [try input(0).cast(to: element.dtype)]
  }

  fileprivate func castLike() throws -> [Tensor] {
    return [try input(0).cast(to: try input(1).dtype)]
  }
}
