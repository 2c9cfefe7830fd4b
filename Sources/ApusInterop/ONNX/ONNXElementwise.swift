import ApusCore

/// The operator of each elementwise primitive that has one of its own.
private let sameOperators = [
  "negate": "Neg", "exp": "Exp", "log": "Log", "sqrt": "Sqrt", "reciprocal": "Reciprocal",
  "abs": "Abs", "sign": "Sign", "floor": "Floor", "ceil": "Ceil", "round_nearest_even": "Round",
  "sin": "Sin", "cos": "Cos", "tan": "Tan", "asin": "Asin", "acos": "Acos", "atan": "Atan",
  "sinh": "Sinh", "cosh": "Cosh", "asinh": "Asinh", "acosh": "Acosh", "atanh": "Atanh",
  "tanh": "Tanh", "erf": "Erf", "sigmoid": "Sigmoid", "relu": "Relu", "is_nan": "IsNaN",
  "is_inf": "IsInf", "logical_not": "Not",
  "add": "Add", "subtract": "Sub", "multiply": "Mul", "divide": "Div", "power": "Pow",
  "maximum": "Max", "minimum": "Min", "equal": "Equal", "less": "Less",
  "less_equal": "LessOrEqual", "greater": "Greater", "greater_equal": "GreaterOrEqual",
  "logical_and": "And", "logical_or": "Or", "logical_xor": "Xor", "select": "Where",
]

/// The operator of each primitive on a tensor and a number.
private let scalarOperators = [
  "add_scalar": "Add", "subtract_scalar": "Sub", "multiply_scalar": "Mul", "divide_scalar": "Div",
  "power_scalar": "Pow",
]

extension ONNXStep {
  /// Elementwise arithmetic and functions; nil for other primitives.
  func convertElementwise(_ builder: inout Builder) throws -> Operand? {
    let ranks = inputTypes.map(\.shape.rank)
    if let operation = sameOperators[name] {
      return builder.emitElementwise(operation, operands, ranks: ranks)
    }
    if let operation = scalarOperators[name] {
      let number = try number("scalar")
      return unary(&builder) { $1.emit(operation, [$0, scalar(number, &$1)]) }
    }
    switch name {
    case "square":
      return unary(&builder) { $1.emit("Mul", [$0, $0]) }
    case "rsqrt":
      return unary(&builder) { $1.emit("Reciprocal", [$1.emit("Sqrt", [$0])]) }
    case "not_equal":
      let equal = builder.emitElementwise("Equal", operands, ranks: ranks)
      return builder.emitElementwise("Not", [equal], ranks: [outputTypes[0].shape.rank])
    case "clamp":
      let (lower, upper) = (try number("lower"), try number("upper"))
      return unary(&builder) { name, builder in
        builder.emit("Clip", [name, scalar(lower, &builder), scalar(upper, &builder)])
      }
    case "cast":
      let code = outputTypes[0].dtype.onnxCode
      return unary(&builder) { $1.emit("Cast", [$0], ["to": .integer(code)]) }
    default: return nil
    }
  }

  /// Operators on operand 0 that keep the order of its axes.
  func unary(
    _ builder: inout Builder, _ emit: (String, inout Builder) throws -> String
  ) rethrows -> Operand {
    let stored = stored(&builder)
    return .stored(.init(name: try emit(stored.name, &builder), order: stored.order))
  }
}
