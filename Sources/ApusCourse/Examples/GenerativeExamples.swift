import ApusCore
import ApusNN

extension WorkedExample {
  /// W11: what the players of an adversarial game pay where the discriminator cannot decide.
  static let adversarialLosses = WorkedExample(
    "W11", given: "a discriminator that says 0.5 of data and of forgeries alike",
    [
      Part("J_D", 0.693147) { .number(discriminatorLoss) },
      Part("J_G: minimax, not saturating, maximum likelihood", [-0.693147, 0.346574, -0.5]) {
        let logit = log(undecided / (1 - undecided))
        return CourseValue([
          -discriminatorLoss,
          0.5 * binaryCrossEntropy(undecided, .ones([1, 1], dtype: .float64)).item,
          -0.5 * exp(logit).item,
        ])
      },
    ])

  private static var undecided: Tensor { Tensor([[0.5]] as [[Double]]) }

  /// −½ E ln D(x) − ½ E ln(1 − D(G(z))): half the cross-entropies of data, which is 1, and
  /// forgeries, which are 0.
  private static var discriminatorLoss: Double {
    0.5
      * [1.0, 0].map { binaryCrossEntropy(undecided, Tensor([[$0]] as [[Double]])).item }.reduce(
        0, +)
  }

  /// W12: how far two distributions are apart, the same from either.
  static let divergenceOfDistributions = WorkedExample(
    "W12",
    given: "(0.2, 0.3, 0.5) against itself; (1, 0) against (0, 1), which have nothing in common",
    [
      Part("equal", 0) {
        let shares = Tensor([[0.2, 0.3, 0.5]] as [[Double]])
        return .number(jensenShannon(shares, shares).item)
      },
      // The library takes no probability for less than 1e-7.
      Part("disjoint", 0.693147, tolerance: 5e-6) {
        .number(
          jensenShannon(Tensor([[1.0, 0]] as [[Double]]), Tensor([[0.0, 1]] as [[Double]])).item)
      },
    ])
}
