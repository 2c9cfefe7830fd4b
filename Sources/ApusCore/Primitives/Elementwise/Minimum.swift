import CApusKernels

/// out = min(a, b)
package struct MinimumPrimitive: BinaryPrimitive {
  package static let name = "minimum"
  package static let kernel = APUS_MINIMUM
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (a, b) = (context.inputs[0], context.inputs[1])
    let dy = context.gradient
    // Equal operands share the gradient, so that the order of the operands does not matter.
    let tied = select(a .== b, dy * 0.5, dy.scalar(0))
    return [
      context.ifNeeded(0) { select(a .< b, dy, tied).reduced(to: a.shape) },
      context.ifNeeded(1) { select(b .< a, dy, tied).reduced(to: b.shape) },
    ]
  }
}

/// The lesser of a and b, element by element, broadcast together; NaN where either is.
///
/// Where they are equal, each gets half of the gradient.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor { applyPromoted(MinimumPrimitive(), a, b) }

/// The lesser of each element and `b`.
public func minimum(_ a: Tensor, _ b: Double) -> Tensor { minimum(a, a.scalar(b)) }

/// The lesser of `a` and each element.
public func minimum(_ a: Double, _ b: Tensor) -> Tensor { minimum(b.scalar(a), b) }
