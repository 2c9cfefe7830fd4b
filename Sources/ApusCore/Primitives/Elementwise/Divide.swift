import CApusKernels

/// out = a / b
package struct Divide: BinaryPrimitive {
  package static let name = "divide"
  package static let kernel = APUS_DIVIDE
  package func kept(for needs: InputSet) -> Kept {
    Kept(inputs: InputSet(1), outputs: needs.contains(1))
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (a, b) = (context.inputs[0], context.inputs[1])
    let dy = context.gradient
    let quotient = dy / b
    return [
      context.ifNeeded(0) { quotient.reduced(to: a.shape) },
      context.ifNeeded(1) { -(quotient * context.output).reduced(to: b.shape) },
    ]
  }
}

/// out = x / scalar
package struct DivideScalar: ScalarPrimitive {
  package static let name = "divide_scalar"
  package static let kernel = APUS_DIVIDE
  package let scalar: Double
  package func gradient(_ context: GradientContext) -> [Tensor?] { [context.gradient / scalar] }
}

extension Tensor {
  /// a / b, broadcast together. Real division: whole numbers become float32; see
  /// ``floorDivide(_:_:)-(Tensor,Tensor)``.
  public static func / (a: Tensor, b: Tensor) -> Tensor { applyFloatingPoint(Divide(), a, b) }

  /// a / b for every element of a. Whole numbers become float32.
  public static func / (a: Tensor, b: Double) -> Tensor {
    apply(DivideScalar(scalar: b), [a.floatingPoint])
  }

  /// a / b for every element of b. Whole numbers become float32.
  public static func / (a: Double, b: Tensor) -> Tensor {
    let divisor = b.floatingPoint
    return divisor.scalar(a) / divisor
  }

  /// a = a / b
  public static func /= (a: inout Tensor, b: Tensor) { a = a / b }

  /// a = a / b
  public static func /= (a: inout Tensor, b: Double) { a = a / b }
}
