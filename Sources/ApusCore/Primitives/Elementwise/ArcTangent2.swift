import CApusKernels

/// out = the angle of the point (x, y)
package struct ArcTangent2: BinaryPrimitive {
  package static let name = "atan2"
  package static let kernel = APUS_ATAN2
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (y, x) = (context.inputs[0], context.inputs[1])
    let slope = context.gradient / (square(x) + square(y))
    return [
      context.ifNeeded(0) { (slope * x).reduced(to: y.shape) },
      context.ifNeeded(1) { -(slope * y).reduced(to: x.shape) },
    ]
  }
}

/// The angle of the point (x, y) in [−π, π], broadcast together. Whole numbers become float32.
public func atan2(_ y: Tensor, _ x: Tensor) -> Tensor { applyFloatingPoint(ArcTangent2(), y, x) }
