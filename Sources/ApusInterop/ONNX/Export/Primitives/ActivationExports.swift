import ApusCore
import ApusNN

/// A function of each element that is put together from ONNX's operators.
protocol ONNXFunction: ONNXExportable {
  /// Adds its operators; the name of what they make of the value `x`.
  func export(_ x: String, _ step: ONNXStep) throws -> String
}

extension ONNXFunction {
  func export(_ step: ONNXStep) throws -> Operand { try step.unary { try export($0, step) } }
}

extension ONNXStep {
  /// The value times a number.
  fileprivate func scaled(_ x: String, _ factor: Double) -> String {
    factor == 1 ? x : emit("Mul", [x, scalar(factor)])
  }
}

// MARK: Sigmoids

extension Logistic: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    step.emit("Sigmoid", [step.scaled(x, beta)])
  }
}

extension ScaledTanh: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    step.emit("Tanh", [step.scaled(x, beta)])
  }
}

extension ArcTangentActivation: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String { step.emit("Atan", [x]) }
}

extension Softsign: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String { step.emit("Softsign", [x]) }
}

extension LogSigmoid: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    step.emit("Neg", [step.emit("Softplus", [step.emit("Neg", [x])])])
  }
}

extension Ramp: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    let line = step.emit("Add", [step.scaled(x, slope), step.scalar(offset)])
    return step.emit("Clip", [line, step.scalar(lower), step.scalar(upper)])
  }
}

extension Step: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    let isBelow = step.emit("Less", [x, step.scalar(threshold)])
    return step.emit("Where", [isBelow, step.scalar(low), step.scalar(1)])
  }
}

// MARK: Shrinks

extension TanhShrink: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    step.emit("Sub", [x, step.emit("Tanh", [x])])
  }
}

extension SoftShrink: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    step.emit("Shrink", [x], ["lambd": .number(Float(limit)), "bias": .number(Float(limit))])
  }
}

extension HardShrink: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    step.emit("Shrink", [x], ["lambd": .number(Float(limit))])
  }
}

// MARK: Gates

extension SigmoidLinear: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    step.emit("Mul", [x, step.emit("Sigmoid", [step.scaled(x, beta)])])
  }
}

extension HardSigmoidLinear: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String { step.emit("HardSwish", [x]) }
}

extension Mish: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    step.emit("Mul", [x, step.emit("Tanh", [step.emit("Softplus", [x])])])
  }
}

extension GaussianErrorLinear: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    let error = step.emit("Erf", [step.scaled(x, 0.5.squareRoot())])
    let twice = step.emit("Add", [error, step.scalar(1)])
    return step.emit("Mul", [step.scaled(x, 0.5), twice])
  }
}

extension GaussianErrorLinearByTanh: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    let square = step.scaled(step.emit("Mul", [x, x]), 0.044715)
    let inner = step.emit("Mul", [x, step.emit("Add", [square, step.scalar(1)])])
    return step.emit("Mul", [x, step.emit("Sigmoid", [step.scaled(inner, 1.5957691216057308)])])
  }
}

extension GatedLinearUnit: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    let (x, axis, one) = (step.plain(0), step.integers([-1]), step.integers([1]))
    let width = step.outputTypes[0].shape.last ?? 0
    let halves = [(0, width), (width, 2 * width)].map { from, to in
      step.emit("Slice", [x, step.integers([from]), step.integers([to]), axis, one])
    }
    return step.result(step.emit("Mul", [halves[0], step.emit("Sigmoid", [halves[1]])]))
  }
}

extension LearnedSwish: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    let x = step.plain(0)
    let inner = step.emit("Mul", [x, step.plain(1)])
    return step.result(step.emit("Mul", [x, step.emit("Sigmoid", [inner])]))
  }
}

// MARK: Rectifiers

extension ParametricReLU: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.result(step.emit("PRelu", [step.plain(0), step.plain(1)]))
  }
}

extension LeakyRectifier: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    step.emit("LeakyRelu", [x], ["alpha": .number(Float(slope))])
  }
}

extension Softplus: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    step.scaled(step.emit("Softplus", [step.scaled(x, beta)]), 1 / beta)
  }
}

extension ExponentialLinear: ONNXFunction {
  /// x > 0 ? p x : n (e^rx − 1), of which ONNX has these cases.
  func export(_ x: String, _ step: ONNXStep) throws -> String {
    if rate == 1 {
      return step.emit(
        "Selu", [x],
        ["alpha": .number(Float(negative / positive)), "gamma": .number(Float(positive))])
    }
    guard positive == 1, abs(negative * rate - 1) < 1e-12 else { throw step.hasNoForm }
    return step.emit("Celu", [x], ["alpha": .number(Float(negative))])
  }
}

extension Threshold: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    let isAbove = step.emit("Greater", [x, step.scalar(threshold)])
    return step.emit("Where", [isAbove, x, step.scalar(below)])
  }
}

extension Squareplus: ONNXFunction {
  func export(_ x: String, _ step: ONNXStep) -> String {
    let sum = step.emit("Add", [step.emit("Mul", [x, x]), step.scalar(bend)])
    return step.scaled(step.emit("Add", [x, step.emit("Sqrt", [sum])]), 0.5)
  }
}

extension SparsePlus: ONNXFunction {
  /// (max(x, −1) + 1)²/4 below 1, where it meets x.
  func export(_ x: String, _ step: ONNXStep) -> String {
    let line = step.emit("Clip", [x, step.scalar(-1), step.scalar(1)])
    let half = step.scaled(step.emit("Add", [line, step.scalar(1)]), 0.5)
    let isBelow = step.emit("Less", [x, step.scalar(1)])
    return step.emit("Where", [isBelow, step.emit("Mul", [half, half]), x])
  }
}
