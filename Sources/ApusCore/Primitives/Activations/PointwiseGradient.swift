/// out = dy f′(x) for an activation f.
package struct PointwiseGradient<Activation: PointwiseActivation>: Primitive {
  package static var name: String { "\(Activation.name)_gradient" }
  package let activation: Activation

  package init(of activation: Activation) { self.activation = activation }

  package var attributes: [String: Attribute] { activation.attributes }
  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[1].type }
  package func kept(for needs: InputSet) -> Kept {
    Kept(inputs: needs.contains(1) ? .all : InputSet(1))
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (dy, x) = (context.inputs[0], context.inputs[1])
    return [
      context.ifNeeded(0) { apply(self, [context.gradient, x]) },
      context.needs.contains(1)
        ? activation.curvature(x).map { context.gradient * dy * $0 } : nil,
    ]
  }
}
