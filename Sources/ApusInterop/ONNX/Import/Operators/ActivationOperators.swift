import ApusCore
import ApusFiles
import ApusNN

extension ONNXCall {
  /// Activation functions; nil for other operators.
  static func activation(_ name: String) -> Operator? {
    switch name {
    case "Relu": unary(.numbers) { relu($0) }
    case "Sigmoid": unary { sigmoid($0) }
    case "Tanh": unary { tanh($0) }
    case "Softplus": unary { softplus($0) }
    case "Softsign": unary { ActivationFunction.softsign($0) }
    case "Mish": unary { ActivationFunction.mish($0) }
    case "HardSwish": unary { ActivationFunction.hardSilu($0) }
    case "LeakyRelu":
      function { call, x in
        ActivationFunction.leakyReLU(slope: try call.number("alpha", default: 0.01))(x)
      }
    case "Elu":
      function { call, x in
        ActivationFunction.elu(alpha: try call.number("alpha", default: 1))(x)
      }
    case "Celu":
      function { call, x in
        ActivationFunction.celu(alpha: try call.number("alpha", default: 1, in: 1e-6...1e6))(x)
      }
    case "Selu":
      function { call, x in
        let alpha = try call.number("alpha", default: 1.67326319217681884765625)
        let gamma = try call.number("gamma", default: 1.05070102214813232421875)
        return ActivationFunction.elu(alpha: alpha)(x) * gamma
      }
    case "ThresholdedRelu":
      function { call, x in
        select(x .> x.number(try call.number("alpha", default: 1)), x, x.number(0))
      }
    case "HardSigmoid":
      function { call, x in
        let slope = try call.number("alpha", default: 0.2)
        return (x * slope + (try call.number("beta", default: 0.5))).clamped(from: 0, to: 1)
      }
    case "SwiGLU": gatedSwish
    case "Swish":
      function { call, x in
        ActivationFunction.swish(beta: try call.number("alpha", default: 1))(x)
      }
    case "Gelu":
      function { call, x in
        switch try call.text("approximate", default: "none") {
        case "none": return ActivationFunction.gelu(x)
        case "tanh": return ActivationFunction.geluTanh(x)
        case let other: throw call.fail("approximate is \(quoted(other)); expected none or tanh")
        }
      }
    case "Shrink":
      function { call, x in
        let limit = try call.number("lambd", default: 0.5)
        let bias = try call.number("bias", default: 0)
        let inner = select(x .> x.number(limit), x - bias, x.number(0))
        return select(x .< x.number(-limit), x + bias, inner)
      }
    case "PRelu": parametricReLU
    case "Softmax": distribution { softmax($0, axis: $1) }
    case "LogSoftmax": distribution { logSoftmax($0, axis: $1) }
    case "Hardmax":
      distribution { x, axis in
        x.argmax(axis: axis).oneHot(depth: x.shape[axis], dtype: x.dtype).movingFromEnd(to: axis)
      }
    default: nil
    }
  }

  /// A function of one tensor and of settings.
  private static func function(
    _ body: @escaping @Sendable (ONNXCall, Tensor) throws -> Tensor
  ) -> Operator {
    return { call in
      try call.expectInputs(1...1)
      return [try body(call, call.input(0, .floats))]
    }
  }

  private static let parametricReLU: Operator = { call in
    try call.expectInputs(2...2)
    let x = try call.input(0, .floats), slope = try call.input(1)
    try call.expectSame(x, slope)
    guard x.shape.broadcast(with: slope.shape) == x.shape else {
      throw call.fail("slopes of shape \(slope.shape) do not broadcast to \(x.shape)")
    }
    return [select(x .< x.number(0), x * slope, x)]
  }

  /// A function along an axis; before version 13 along all axes from that one on, taken as one.
  private static func distribution(
    _ body: @escaping @Sendable (Tensor, Int) -> Tensor
  ) -> Operator {
    return { call in
      try call.expectInputs(1...1)
      let x = try call.input(0, .floats)
      try call.expectElements(x)
      if call.version >= 13 {
        guard x.rank > 0 else { throw call.fail("a scalar has no axis") }
        return [body(x, try call.axis(call.integer("axis", default: -1), rank: x.rank))]
      }
      let axis = try call.integer("axis", default: 1)
      guard (-x.rank...x.rank).contains(axis) else {
        throw call.fail("there is no axis \(axis) among \(x.rank)")
      }
      let flat = x.flattened(from: axis < 0 ? axis + x.rank : axis)
      return [body(flat, 1).reshaped(to: x.shape)]
    }
  }

  /// swish(a) b
  private static let gatedSwish: Operator = { call in
    try call.expectInputs(2...2)
    let gate = try call.input(0, .floats), line = try call.input(1, .floats)
    try call.expectSame(gate, line)
    guard gate.shape == line.shape else {
      throw call.fail("shapes \(gate.shape) and \(line.shape) differ")
    }
    return [gate * sigmoid(gate * (try call.number("alpha", default: 1))) * line]
  }
}

extension Tensor {
  /// The axes before `axis` as one, and those from it on as another.
  func flattened(from axis: Int) -> Tensor {
    let rows = shape.prefix(axis).reduce(1, *)
    return reshaped(to: [rows, shape.dropFirst(axis).reduce(1, *)])
  }
}
