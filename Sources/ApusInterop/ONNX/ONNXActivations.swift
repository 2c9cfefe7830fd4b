import ApusCore

extension ONNXStep {
  /// Activations with constants a, b, c, d; nil for other primitives.
  func convertActivation(_ builder: inout Builder) throws -> Operand? {
    if name == "prelu" {
      return result(builder.emit("PRelu", [plain(0, &builder), plain(1, &builder)]))
    }
    if name == "glu" {
      let (x, axis, step) = (plain(0, &builder), builder.integers([-1]), builder.integers([1]))
      let width = outputTypes[0].shape.last ?? 0
      let halves = [(0, width), (width, 2 * width)].map { from, to in
        builder.emit("Slice", [x, builder.integers([from]), builder.integers([to]), axis, step])
      }
      return result(builder.emit("Mul", [halves[0], builder.emit("Sigmoid", [halves[1]])]))
    }
    if name == "learned_swish" {
      let x = plain(0, &builder)
      let inner = builder.emit("Mul", [x, plain(1, &builder)])
      return result(builder.emit("Mul", [x, builder.emit("Sigmoid", [inner])]))
    }
    guard case .number(let a) = attributes["a"], case .number(let b) = attributes["b"],
      case .number(let c) = attributes["c"], case .number(let d) = attributes["d"],
      let formula = formula(a, b, c, d)
    else { return nil }
    return unary(&builder, formula)
  }

  private typealias Formula = (String, inout Builder) -> String

  private func formula(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Formula? {
    func scaled(_ x: String, _ factor: Double, _ builder: inout Builder) -> String {
      factor == 1 ? x : builder.emit("Mul", [x, scalar(factor, &builder)])
    }
    switch name {
    case "logistic": return { $1.emit("Sigmoid", [scaled($0, a, &$1)]) }
    case "scaled_tanh": return { $1.emit("Tanh", [scaled($0, a, &$1)]) }
    case "arctan": return { $1.emit("Atan", [$0]) }
    case "softsign": return { $1.emit("Softsign", [$0]) }
    case "log_sigmoid":
      return { $1.emit("Neg", [$1.emit("Softplus", [$1.emit("Neg", [$0])])]) }
    case "softplus":
      return { scaled($1.emit("Softplus", [scaled($0, a, &$1)]), 1 / a, &$1) }
    case "ramp":
      return { x, builder in
        let line = builder.emit("Add", [scaled(x, a, &builder), scalar(b, &builder)])
        return builder.emit("Clip", [line, scalar(c, &builder), scalar(d, &builder)])
      }
    case "swish":
      return { $1.emit("Mul", [$0, $1.emit("Sigmoid", [scaled($0, a, &$1)])]) }
    case "hard_silu": return { $1.emit("HardSwish", [$0]) }
    case "mish":
      return { $1.emit("Mul", [$0, $1.emit("Tanh", [$1.emit("Softplus", [$0])])]) }
    case "gelu":
      return { x, builder in
        let error = builder.emit("Erf", [scaled(x, 0.5.squareRoot(), &builder)])
        let twice = builder.emit("Add", [error, scalar(1, &builder)])
        return builder.emit("Mul", [scaled(x, 0.5, &builder), twice])
      }
    case "gelu_tanh":
      return { x, builder in
        let square = scaled(builder.emit("Mul", [x, x]), 0.044715, &builder)
        let inner = builder.emit(
          "Mul", [x, builder.emit("Add", [square, scalar(1, &builder)])])
        let gate = builder.emit("Sigmoid", [scaled(inner, 1.5957691216057308, &builder)])
        return builder.emit("Mul", [x, gate])
      }
    case "tanh_shrink": return { $1.emit("Sub", [$0, $1.emit("Tanh", [$0])]) }
    case "step":
      return { x, builder in
        let isBelow = builder.emit("Less", [x, scalar(a, &builder)])
        return builder.emit("Where", [isBelow, scalar(b, &builder), scalar(1, &builder)])
      }
    case "soft_shrink":
      return { $1.emit("Shrink", [$0], ["lambd": .number(Float(a)), "bias": .number(Float(a))]) }
    case "hard_shrink": return { $1.emit("Shrink", [$0], ["lambd": .number(Float(a))]) }
    case "leaky_relu": return { $1.emit("LeakyRelu", [$0], ["alpha": .number(Float(a))]) }
    case "exponential_linear":
      // x > 0 ? a x : b (e^cx − 1), of which ONNX has these cases.
      if c == 1 {
        return {
          $1.emit("Selu", [$0], ["alpha": .number(Float(b / a)), "gamma": .number(Float(a))])
        }
      }
      if a == 1, abs(b * c - 1) < 1e-12 {
        return { $1.emit("Celu", [$0], ["alpha": .number(Float(b))]) }
      }
      return nil
    default: return nil
    }
  }
}
