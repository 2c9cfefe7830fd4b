/// out = a σ(b) for the halves a, b of the last axis.
package struct GatedLinearUnit: Primitive {
  package static let name = "glu"

  package func outputType(_ inputs: [Tensor]) -> TensorType {
    var shape = inputs[0].shape
    shape[shape.rank - 1] /= 2
    return TensorType(shape, inputs[0].dtype)
  }

  package func kept(for needs: InputSet) -> Kept { .allInputs }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(GatedLinearUnitGradient(), [context.gradient, context.inputs[0]])]
  }
}

/// out = [dy σ(b), dy a σ(b) (1 − σ(b))] for the halves a, b of the last axis of x. Inputs dy, x.
package struct GatedLinearUnitGradient: Primitive {
  package static let name = "glu_gradient"

  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[1].type }
  package func kept(for needs: InputSet) -> Kept { .allInputs }

  // For the halves u, w of the output's gradient: L = Σ dy (u s + w a t) with s = σ(b), t = s (1 −
  // s).
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let dy = context.inputs[0]
    let (a, b) = halves(context.inputs[1])
    let (u, w) = halves(context.gradient)
    let s = sigmoid(b)
    let t: Tensor = s * (1 - s)
    return [
      context.ifNeeded(0) { u * s + w * a * t },
      context.ifNeeded(1) {
        let byGate: Tensor = t * (u + w * a * (1 - 2 * s))
        return Tensor.concatenated([dy * w * t, dy * byGate], axis: -1)
      },
    ]
  }
}

/// The two halves of the last axis.
private func halves(_ x: Tensor) -> (Tensor, Tensor) {
  let width = x.shape[x.rank - 1] / 2
  return (x.sliced(axis: -1, from: 0, to: width), x.sliced(axis: -1, from: width, to: 2 * width))
}

/// The gated linear unit a σ(b), for the halves a, b of the last axis.
///
/// - Parameter x: […, 2n]; whole numbers become float32. Traps where the last axis has no two
///   halves.
/// - Returns: […, n].
/// - Source: Dauphin et al. 2017.
public func glu(_ x: Tensor) -> Tensor {
  require(
    x.rank > 0 && x.shape[x.rank - 1] % 2 == 0,
    "glu: \(x.shape); the last axis must have two halves")
  return apply(GatedLinearUnit(), [x.floatingPoint])
}
