import CApusKernels

/// An activation f(x, a) with learned numbers a: one pass over memory computes it, another both of
/// its gradients.
///
/// Inputs x [..., places…] and a [places…], one number for each place; a scalar serves all.
package protocol LearnedActivation: Primitive {
  /// The loops that compute the function and its slopes.
  static var function: apus_learned_function { get }

  /// ∂f/∂x and ∂f/∂a, in Tensor operations.
  static func slopes(_ x: Tensor, _ a: Tensor) -> (byInput: Tensor, byNumber: Tensor)

  /// ∂²f/∂x², ∂²f/∂x∂a and ∂²f/∂a², in Tensor operations, so that gradients differentiate again;
  /// nil where it is 0 everywhere.
  static func curvatures(
    _ x: Tensor, _ a: Tensor
  ) -> (byInputs: Tensor?, byBoth: Tensor, byNumbers: Tensor?)
}

extension LearnedActivation {
  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    let x = inputs[0], a = inputs[1]
    try ensure(
      x.dtype.isFloatingPoint && a.dtype == x.dtype && a.rank <= x.rank
        && a.shape.elementsEqual(x.shape.suffix(a.rank)),
      "\(Self.name): numbers \(a.type) for \(x.type); they must have its last extents, its type")
    return x.type
  }

  package func kept(for needs: InputSet) -> Kept { .allInputs }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    apply(
      LearnedGradient<Self>(), [context.gradient, context.inputs[0], context.inputs[1]])
  }
}

/// (dy ∂f/∂x, Σ dy ∂f/∂a) for an activation f, the sum over all that shares a number. Inputs dy, x,
/// a.
package struct LearnedGradient<Activation: LearnedActivation>: MultiplePrimitive {
  package static var name: String { "\(Activation.name)_gradient" }

  package func outputTypes(_ inputs: [Tensor]) -> [TensorType] { [inputs[1].type, inputs[2].type] }
  package func kept(for needs: InputSet) -> Kept { .allInputs }

  // For gradients u, w of the outputs: L = Σ dy (u ∂f/∂x + w ∂f/∂a).
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (dy, x, a) = (context.inputs[0], context.inputs[1], context.inputs[2])
    let u = context.gradients[0] ?? x.zerosLike, w = context.gradients[1] ?? a.zerosLike
    let slopes = Activation.slopes(x, a), curvatures = Activation.curvatures(x, a)
    func total(_ first: Tensor, _ second: Tensor?) -> Tensor {
      dy * (second.map { first + $0 } ?? first)
    }
    return [
      context.ifNeeded(0) { u * slopes.byInput + w * slopes.byNumber },
      context.ifNeeded(1) { total(w * curvatures.byBoth, curvatures.byInputs.map { u * $0 }) },
      context.ifNeeded(2) {
        total(u * curvatures.byBoth, curvatures.byNumbers.map { w * $0 })
          .sum(axes: Array(0..<(x.rank - a.rank)))
      },
    ]
  }
}

/// out = x where x > 0, a x elsewhere.
package struct ParametricReLU: LearnedActivation {
  package static let name = "prelu"
  package static let function = APUS_PRELU

  package static func slopes(_ x: Tensor, _ a: Tensor) -> (byInput: Tensor, byNumber: Tensor) {
    (select(x .> 0, x.onesLike, a), select(x .> 0, x.zerosLike, x))
  }

  package static func curvatures(
    _ x: Tensor, _ a: Tensor
  ) -> (byInputs: Tensor?, byBoth: Tensor, byNumbers: Tensor?) {
    (nil, select(x .> 0, x.zerosLike, x.onesLike), nil)
  }
}

/// out = x σ(a x). With s = σ(a x) and t = s (1 − s) the slopes are s + a x t and x² t.
package struct LearnedSwish: LearnedActivation {
  package static let name = "learned_swish"
  package static let function = APUS_LEARNED_SWISH

  package static func slopes(_ x: Tensor, _ a: Tensor) -> (byInput: Tensor, byNumber: Tensor) {
    let s = sigmoid(a * x)
    let xt: Tensor = x * s * (1 - s)
    return (s + a * xt, x * xt)
  }

  package static func curvatures(
    _ x: Tensor, _ a: Tensor
  ) -> (byInputs: Tensor?, byBoth: Tensor, byNumbers: Tensor?) {
    let s = sigmoid(a * x)
    let t: Tensor = s * (1 - s)
    let turn: Tensor = 1 - 2 * s
    let bend: Tensor = t * (2 + a * x * turn)
    return (a * bend, x * bend, x * x * x * t * turn)
  }
}

/// Applies an activation to x and numbers that broadcast to it, both in the wider of their types.
///
/// The kernels take numbers of the last extents of x, as many extents as there are from the first
/// along which the numbers differ; nothing is copied where they have them.
private func apply<Activation: LearnedActivation>(
  _ activation: Activation, _ x: Tensor, _ numbers: Tensor
) -> Tensor {
  let x = x.floatingPoint
  let extents = numbers.shape.array.drop { $0 == 1 }
  let last = x.shape.array.suffix(extents.count)
  require(
    extents.count == last.count && zip(extents, last).allSatisfy { $0 == 1 || $0 == $1 },
    "\(Activation.name): numbers \(numbers.type) do not broadcast to \(x.type)")
  let dtype = x.dtype.promoted(with: numbers.dtype)
  let places = numbers.reshaped(to: Shape(extents)).cast(to: dtype).broadcast(to: Shape(last))
  return apply(activation, [x.cast(to: dtype), places])
}

/// x where it is above 0, αx elsewhere, with learned slopes α.
///
/// - Parameters:
///   - x: whole numbers become float32.
///   - alpha: broadcast to the shape of `x`; traps where it does not fit.
/// - Source: He et al. 2015; lecture S4, LeakyReLU.
public func prelu(_ x: Tensor, alpha: Tensor) -> Tensor { apply(ParametricReLU(), x, alpha) }

/// x σ(βx) with learned β.
///
/// - Parameters:
///   - x: whole numbers become float32.
///   - beta: broadcast to the shape of `x`; traps where it does not fit.
/// - Source: Ramachandran et al. 2017; lecture S4.
public func swish(_ x: Tensor, beta: Tensor) -> Tensor { apply(LearnedSwish(), x, beta) }
