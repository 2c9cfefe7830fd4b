import CApusKernels

/// out = a ᵇ
package struct Power: BinaryPrimitive {
  package static let name = "power"
  package static let kernel = APUS_POWER
  package func kept(for needs: InputSet) -> Kept {
    Kept(inputs: .all, outputs: needs.contains(1))
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (a, b) = (context.inputs[0], context.inputs[1])
    let dy = context.gradient
    return [
      context.ifNeeded(0) {
        // b aᵇ⁻¹; 0 at a = b = 0, where it has no limit. There a is replaced before the power is
        // taken as well: an infinity that was not chosen would come back as 0 · ∞ in the second
        // sweep. Where only b is 0 the slope is 0 by the formula, and its derivative by b is not.
        let origin: Tensor = (a .== 0) .& (b .== 0)
        let slope: Tensor = b * pow(select(origin, 1, a), b - 1)
        return (dy * select(origin, 0, slope)).reduced(to: a.shape)
      },
      context.ifNeeded(1) {
        // aᵇ ln a; 0 at a = 0, where the power is 0 on the side of b that has one.
        let logarithm = log(select(a .== 0, a.scalar(1), a))
        return (dy * context.output * logarithm).reduced(to: b.shape)
      },
    ]
  }
}

/// out = x ᵖ for a number p
package struct PowerScalar: ScalarPrimitive {
  package static let name = "power_scalar"
  package static let kernel = APUS_POWER
  package let scalar: Double
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [context.ifNeeded(0) { context.gradient * (pow(context.inputs[0], scalar - 1) * scalar) }]
  }
}

/// xʸ, element by element, broadcast together.
///
/// NaN for a negative x and a y that is not whole. Of whole numbers: wraps where it overflows, and
/// for a negative y is 0 unless x is ±1.
public func pow(_ x: Tensor, _ y: Tensor) -> Tensor { applyPromoted(Power(), x, y) }

/// xᵖ for every element of x. A whole-number tensor and a fraction give float32.
public func pow(_ x: Tensor, _ exponent: Double) -> Tensor {
  let base = x.cast(to: x.dtype(with: exponent))
  if base.dtype.isFloatingPoint {
    switch exponent {
    case 0: return base.onesLike
    case 0.5: return sqrt(base)
    case 1: return base
    case 2: return square(base)
    case 3: return square(base) * base
    case -0.5: return rsqrt(base)
    case -1: return reciprocal(base)
    default: break
    }
  }
  return apply(PowerScalar(scalar: exponent), [base])
}

/// bʸ for every element of y.
public func pow(_ base: Double, _ y: Tensor) -> Tensor { pow(y.scalar(base), y) }
