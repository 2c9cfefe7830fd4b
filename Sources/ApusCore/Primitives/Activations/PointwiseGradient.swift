/// out = dy f′(x) for an activation f.
struct PointwiseGradient<Activation: PointwiseActivation>: Primitive {
  static var name: String { "\(Activation.name)_gradient" }
  let activation: Activation

  init(of activation: Activation) { self.activation = activation }

  var attributes: [String: Attribute] { activation.attributes }
  func outputType(_ inputs: [Tensor]) -> TensorType { inputs[1].type }
  func kept(for needs: InputSet) -> Kept {
    Kept(inputs: needs.contains(1) ? .all : InputSet(1))
  }
  func gradient(_ context: GradientContext) -> [Tensor?] {
    let (dy, x) = (context.inputs[0], context.inputs[1])
    return [
      context.ifNeeded(0) { apply(self, [context.gradient, x]) },
      context.needs.contains(1)
        ? activation.curvature(x).map { context.gradient * dy * $0 } : nil,
    ]
  }
}
