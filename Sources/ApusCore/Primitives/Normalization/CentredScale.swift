/// out = (x − mean) scale + shift, each of them one number a channel; inputs x [..., channels],
/// mean, scale, shift [channels].
package struct CentredScale: Primitive {
  package static let name = "centred_scale"

  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }

  package func kept(for needs: InputSet) -> Kept {
    Kept(inputs: needs.contains(2) ? InputSet(0, 1, 2) : InputSet(2))
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let g = context.gradient
    let axes = Array(0..<(g.rank - 1))
    return [
      context.ifNeeded(0) { g * context.inputs[2] },
      context.ifNeeded(1) { -(g.sum(axes: axes) * context.inputs[2]) },
      context.ifNeeded(2) { (g * (context.inputs[0] - context.inputs[1])).sum(axes: axes) },
      context.ifNeeded(3) { g.sum(axes: axes) },
    ]
  }
}
