import ApusCore
import Foundation

/// An elementwise primitive that ONNX has an operator for.
protocol ONNXElementwise: ONNXExportable {
  /// The operator's name.
  static var onnx: String { get }
}

extension ONNXElementwise {
  func export(_ step: ONNXStep) -> Operand {
    step.builder.emitElementwise(
      Self.onnx, step.operands, ranks: step.inputTypes.map(\.shape.rank))
  }
}

extension ONNXElementwise where Self: ScalarPrimitive {
  func export(_ step: ONNXStep) -> Operand {
    step.unary { step.emit(Self.onnx, [$0, step.scalar(scalar)]) }
  }
}

// MARK: Functions and arithmetic

extension Negate: ONNXElementwise { static var onnx: String { "Neg" } }
extension Exponential: ONNXElementwise { static var onnx: String { "Exp" } }
extension Logarithm: ONNXElementwise { static var onnx: String { "Log" } }
extension SquareRoot: ONNXElementwise { static var onnx: String { "Sqrt" } }
extension Reciprocal: ONNXElementwise { static var onnx: String { "Reciprocal" } }
extension Absolute: ONNXElementwise { static var onnx: String { "Abs" } }
extension Sign: ONNXElementwise { static var onnx: String { "Sign" } }
extension Floor: ONNXElementwise { static var onnx: String { "Floor" } }
extension Ceiling: ONNXElementwise { static var onnx: String { "Ceil" } }
extension Round: ONNXElementwise { static var onnx: String { "Round" } }
extension Sine: ONNXElementwise { static var onnx: String { "Sin" } }
extension Cosine: ONNXElementwise { static var onnx: String { "Cos" } }
extension Tangent: ONNXElementwise { static var onnx: String { "Tan" } }
extension ArcSine: ONNXElementwise { static var onnx: String { "Asin" } }
extension ArcCosine: ONNXElementwise { static var onnx: String { "Acos" } }
extension ArcTangent: ONNXElementwise { static var onnx: String { "Atan" } }
extension HyperbolicSine: ONNXElementwise { static var onnx: String { "Sinh" } }
extension HyperbolicCosine: ONNXElementwise { static var onnx: String { "Cosh" } }
extension HyperbolicArcSine: ONNXElementwise { static var onnx: String { "Asinh" } }
extension HyperbolicArcCosine: ONNXElementwise { static var onnx: String { "Acosh" } }
extension HyperbolicArcTangent: ONNXElementwise { static var onnx: String { "Atanh" } }
extension HyperbolicTangent: ONNXElementwise { static var onnx: String { "Tanh" } }
extension ErrorFunction: ONNXElementwise { static var onnx: String { "Erf" } }
extension Sigmoid: ONNXElementwise { static var onnx: String { "Sigmoid" } }
extension ReLUPrimitive: ONNXElementwise { static var onnx: String { "Relu" } }
extension AddPrimitive: ONNXElementwise { static var onnx: String { "Add" } }
extension SubtractPrimitive: ONNXElementwise { static var onnx: String { "Sub" } }
extension MultiplyPrimitive: ONNXElementwise { static var onnx: String { "Mul" } }
extension Divide: ONNXElementwise { static var onnx: String { "Div" } }
extension Power: ONNXElementwise { static var onnx: String { "Pow" } }
extension MaximumPrimitive: ONNXElementwise { static var onnx: String { "Max" } }
extension MinimumPrimitive: ONNXElementwise { static var onnx: String { "Min" } }

extension AddScalar: ONNXElementwise { static var onnx: String { "Add" } }
extension SubtractScalar: ONNXElementwise { static var onnx: String { "Sub" } }
extension MultiplyScalar: ONNXElementwise { static var onnx: String { "Mul" } }
extension DivideScalar: ONNXElementwise { static var onnx: String { "Div" } }
extension PowerScalar: ONNXElementwise { static var onnx: String { "Pow" } }

extension Square: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand { step.unary { step.emit("Mul", [$0, $0]) } }
}

extension ReciprocalSquareRoot: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.unary { step.emit("Reciprocal", [step.emit("Sqrt", [$0])]) }
  }
}

extension Clamp: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.unary { step.emit("Clip", [$0, step.scalar(lower), step.scalar(upper)]) }
  }
}

extension Cast: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.unary { step.emit("Cast", [$0], ["to": .integer(dtype.onnxCode)]) }
  }
}

extension Exponential2: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.unary { step.emit("Pow", [step.scalar(2), $0]) }
  }
}

extension Logarithm2: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.unary { step.emit("Div", [step.emit("Log", [$0]), step.scalar(log(2))]) }
  }
}

extension Logarithm10: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.unary { step.emit("Div", [step.emit("Log", [$0]), step.scalar(log(10))]) }
  }
}

extension Truncate: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.unary { x in
      step.emit("Mul", [step.emit("Sign", [x]), step.emit("Floor", [step.emit("Abs", [x])])])
    }
  }
}

// MARK: Comparisons and logic

extension IsFinite: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    step.unary { x in
      let isOther = step.emit("Or", [step.emit("IsNaN", [x]), step.emit("IsInf", [x])])
      return step.emit("Not", [isOther])
    }
  }
}

extension Equal: ONNXElementwise { static var onnx: String { "Equal" } }
extension Less: ONNXElementwise { static var onnx: String { "Less" } }
extension LessEqual: ONNXElementwise { static var onnx: String { "LessOrEqual" } }
extension Greater: ONNXElementwise { static var onnx: String { "Greater" } }
extension GreaterEqual: ONNXElementwise { static var onnx: String { "GreaterOrEqual" } }
extension IsNaN: ONNXElementwise { static var onnx: String { "IsNaN" } }
extension IsInfinite: ONNXElementwise { static var onnx: String { "IsInf" } }
extension LogicalAnd: ONNXElementwise { static var onnx: String { "And" } }
extension LogicalOr: ONNXElementwise { static var onnx: String { "Or" } }
extension LogicalXor: ONNXElementwise { static var onnx: String { "Xor" } }
extension Select: ONNXElementwise { static var onnx: String { "Where" } }

extension NotEqual: ONNXExportable {
  func export(_ step: ONNXStep) -> Operand {
    let equal = step.builder.emitElementwise(
      "Equal", step.operands, ranks: step.inputTypes.map(\.shape.rank))
    return step.builder.emitElementwise("Not", [equal], ranks: [step.outputTypes[0].shape.rank])
  }
}
