import CApusKernels

/// out = max(a, b)
package struct MaximumPrimitive: BinaryPrimitive {
  package static let name = "maximum"
  package static let kernel = APUS_MAXIMUM
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (a, b) = (context.inputs[0], context.inputs[1])
    let dy = context.gradient
    // Equal operands share the gradient, so that the order of the operands does not matter.
    let tied = select(a .== b, dy * 0.5, dy.scalar(0))
    return [
      context.ifNeeded(0) { select(a .> b, dy, tied).reduced(to: a.shape) },
      context.ifNeeded(1) { select(b .> a, dy, tied).reduced(to: b.shape) },
    ]
  }
}

/// The greater of a and b, element by element, broadcast together; NaN where either is.
///
/// Where they are equal, each gets half of the gradient.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor { applyPromoted(MaximumPrimitive(), a, b) }

/// The greater of each element and `b`.
public func maximum(_ a: Tensor, _ b: Double) -> Tensor { maximum(a, a.scalar(b)) }

/// The greater of `a` and each element.
public func maximum(_ a: Double, _ b: Tensor) -> Tensor { maximum(b.scalar(a), b) }
