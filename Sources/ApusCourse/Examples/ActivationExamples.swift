import ApusCore
import ApusNN

extension WorkedExample {
  /// W50: derivatives that the slides write down, against differentiation.
  static let derivatives = WorkedExample(
    "W50", given: "the slides' formulas at 81 places from −4 to 4; the greatest difference",
    [
      Part("softmax: S_i(δ_ij − S_j)", 0, tolerance: 1e-12) {
        let scores = Tensor([1.0, -2, 0.5, 3] as [Double])
        let shares = softmax(scores)
        let (rows, columns) = (shares.reshaped(to: [4, 1]), shares.reshaped(to: [1, 4]))
        let formula = rows * (.identity(4, dtype: .float64) - columns)
        return difference(jacobian(at: scores) { softmax($0) }, formula)
      },
      Part("tanh x = 2σ(2x) − 1", 0, tolerance: 1e-12) {
        difference(tanh(places), 2 * sigmoid(2 * places) - 1)
      },
      Part("identity: 1", 0, tolerance: 1e-12) {
        slope(of: .linear) { x, _ in x.onesLike }
      },
      Part("logistic: f(1 − f)", 0, tolerance: 1e-12) {
        slope(of: .sigmoid) { _, f in f * (1 - f) }
      },
      Part("tanh: 1 − f²", 0, tolerance: 1e-12) { slope(of: .tanh) { _, f in 1 - f.squared } },
      Part("arctan: 1/(x² + 1)", 0, tolerance: 1e-12) {
        slope(of: .arctan) { x, _ in 1 / (x.squared + 1) }
      },
      Part("ReLU: 0, 1", 0, tolerance: 1e-12) {
        slope(of: .relu) { x, _ in (x .> 0).cast(to: .float64) }
      },
      Part("leaky ReLU: α, 1", 0, tolerance: 1e-12) {
        slope(of: .leakyReLU(slope: 0.1)) { x, _ in
          select(x .> 0, 1.0, 0.1 * x.onesLike)
        }
      },
      Part("ELU: f + α, 1", 0, tolerance: 1e-12) {
        slope(of: .elu) { x, f in select(x .> 0, 1.0, f + 1) }
      },
      Part("softplus: logistic", 0, tolerance: 1e-12) {
        slope(of: .softplus) { x, _ in sigmoid(x) }
      },
    ])

  /// Beside 0, where some have no derivative.
  private static var places: Tensor { .linearSpace(-4.01, 3.99, count: 81, dtype: .float64) }

  private static func slope(
    of activation: ActivationFunction, _ formula: (_ x: Tensor, _ f: Tensor) -> Tensor
  ) -> CourseValue {
    let found = gradient(at: places) { activation($0).sum() }
    return difference(found, formula(places, activation(places)))
  }

  private static func difference(_ a: Tensor, _ b: Tensor) -> CourseValue {
    .number((a - b).absoluteValue.max().item)
  }
}
