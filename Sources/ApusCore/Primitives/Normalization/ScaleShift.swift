/// out = x scale + shift, one scale and one shift a channel; inputs x [..., channels], scale, shift [channels].
struct ScaleShift: Primitive {
  static let name = "scale_shift"

  func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }

  func kept(for needs: InputSet) -> Kept {
    Kept(inputs: needs.contains(1) ? InputSet(0, 1) : InputSet(1))
  }

  func gradient(_ context: GradientContext) -> [Tensor?] {
    let g = context.gradient
    let axes = Array(0..<(g.rank - 1))
    return [
      context.ifNeeded(0) { g * context.inputs[1] },
      context.ifNeeded(1) { (g * context.inputs[0]).sum(axes: axes) },
      context.ifNeeded(2) { g.sum(axes: axes) },
    ]
  }
}
