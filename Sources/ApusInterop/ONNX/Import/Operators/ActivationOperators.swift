import ApusCore
import ApusFiles
import ApusNN

extension ONNXOperator {
  /// Activation functions.
  static let activations: [ONNXOperator] = [
    unary("Relu", .numbers) { relu($0) },
    unary("Sigmoid", effect: .bounds) { sigmoid($0) },
    unary("Tanh", effect: .bounds) { tanh($0) },
    unary("Softplus") { softplus($0) },
    unary("Softsign") { ActivationFunction.softsign($0) },
    unary("Mish") { ActivationFunction.mish($0) },
    unary("HardSwish") { ActivationFunction.hardSilu($0) },
    function("LeakyRelu") { call, x in
      ActivationFunction.leakyReLU(slope: try call.number("alpha", default: 0.01))(x)
    },
    function("Elu") { call, x in
      ActivationFunction.elu(alpha: try call.number("alpha", default: 1))(x)
    },
    function("Celu") { call, x in
      ActivationFunction.celu(alpha: try call.number("alpha", default: 1, in: 1e-6...1e6))(x)
    },
    function("Selu") { call, x in
      let alpha = try call.number("alpha", default: 1.67326319217681884765625)
      let gamma = try call.number("gamma", default: 1.05070102214813232421875)
      return ActivationFunction.elu(alpha: alpha)(x) * gamma
    },
    function("ThresholdedRelu") { call, x in
      select(x .> x.number(try call.number("alpha", default: 1)), x, x.number(0))
    },
    function("HardSigmoid", effect: .bounds) { call, x in
      let slope = try call.number("alpha", default: 0.2)
      return (x * slope + (try call.number("beta", default: 0.5))).clamped(from: 0, to: 1)
    },
    ONNXOperator("SwiGLU", 2...2) { try $0.gatedSwish() },
    function("Swish") { call, x in
      ActivationFunction.swish(beta: try call.number("alpha", default: 1))(x)
    },
    function("Gelu") { call, x in
      switch try call.text("approximate", default: "none") {
      case "none": return ActivationFunction.gelu(x)
      case "tanh": return ActivationFunction.geluTanh(x)
      case let other: throw call.fail("approximate is \(quoted(other)); expected none or tanh")
      }
    },
    function("Shrink") { call, x in
      let limit = try call.number("lambd", default: 0.5)
      let bias = try call.number("bias", default: 0)
      let inner = select(x .> x.number(limit), x - bias, x.number(0))
      return select(x .< x.number(-limit), x + bias, inner)
    },
    ONNXOperator("PRelu", 2...2) { try $0.parametricReLU() },
    distribution("Softmax", effect: .bounds) { softmax($0, axis: $1) },
    distribution("LogSoftmax") { logSoftmax($0, axis: $1) },
    distribution("Hardmax", effect: .bounds) { x, axis in
      x.argmax(axis: axis).oneHot(depth: x.shape[axis], dtype: x.dtype).movingFromEnd(to: axis)
    },
  ]
}

extension ONNXOperator {
  /// A function of one tensor and of settings.
  private static func function(
    _ name: String, effect: ValueEffect = .changes,
    _ body: @escaping @Sendable (ONNXCall, Tensor) throws -> Tensor
  ) -> ONNXOperator {
    ONNXOperator(name, 1...1, effect: effect) { [try body($0, $0.input(0, .floats))] }
  }

  /// A function along an axis; before version 13 along all axes from that one on, taken as one.
  private static func distribution(
    _ name: String, effect: ValueEffect = .changes,
    _ body: @escaping @Sendable (Tensor, Int) -> Tensor
  ) -> ONNXOperator {
    function(name, effect: effect) { call, x in
      try call.expectElements(x)
      if call.version >= 13 {
        guard x.rank > 0 else { throw call.fail("a scalar has no axis") }
        return body(x, try call.axis(call.integer("axis", default: -1), rank: x.rank))
      }
      let axis = try call.integer("axis", default: 1)
      guard (-x.rank...x.rank).contains(axis) else {
        throw call.fail("there is no axis \(axis) among \(x.rank)")
      }
      return body(x.flattened(from: axis < 0 ? axis + x.rank : axis), 1).reshaped(to: x.shape)
    }
  }
}

extension ONNXCall {
  fileprivate func parametricReLU() throws -> [Tensor] {
    let x = try input(0, .floats), slope = try input(1)
    try expectSame(x, slope)
    guard x.shape.broadcast(with: slope.shape) == x.shape else {
      throw fail("slopes of shape \(slope.shape) do not broadcast to \(x.shape)")
    }
    return [select(x .< x.number(0), x * slope, x)]
  }

  /// swish(a) b
  fileprivate func gatedSwish() throws -> [Tensor] {
    let gate = try input(0, .floats), line = try input(1, .floats)
    try expectSame(gate, line)
    guard gate.shape == line.shape else {
      throw fail("shapes \(gate.shape) and \(line.shape) differ")
    }
    return [gate * sigmoid(gate * (try number("alpha", default: 1))) * line]
  }
}

extension Tensor {
  /// The axes before `axis` as one, and those from it on as another.
  func flattened(from axis: Int) -> Tensor {
    let rows = shape.prefix(axis).reduce(1, *)
    return reshaped(to: [rows, shape.dropFirst(axis).reduce(1, *)])
  }
}
