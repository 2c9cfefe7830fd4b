import ApusCore
import ApusNN
import Foundation

/// Several models that answer as one.
///
/// ```swift
/// let ensemble = Ensemble([model, other])
/// let trainer = Trainer(
///   ensemble, optimizer: SGD(), loss: .sparseCategoricalCrossEntropy(fromLogits: true))
/// print(try trainer.evaluate(test))
/// ```
///
/// It is a layer: whatever evaluates or uses a model does so with an ensemble, under the members'
/// loss. Where errors of members are independent they cancel out. Input as the members take it;
/// output in their shape, which must be the same. Source: lecture S4, algorithm 19; Breiman 1996;
/// scikit-learn `VotingClassifier`.
public final class Ensemble: Layer {
  /// How the members' answers become one.
  public enum Combination: String, Sendable, Hashable, CaseIterable {
    /// The mean of the members' probabilities; of logits, their softmax.
    case probabilities
    /// The mean of the members' outputs as they are: of logits, the geometric mean of the
    /// probabilities.
    case outputs
    /// The share of members for which a class is the most probable; of equal ones the first counts.
    /// Where a member's answer is not a number, nor are the shares.
    case votes
  }

  /// The models.
  public let members: [any Layer]
  /// How their answers become one.
  public let combination: Combination
  /// Whether members give logits. Then the ensemble does, too: logarithms of its probabilities.
  public let givesLogits: Bool

  /// An ensemble of `members`; traps if it is empty.
  public init(
    _ members: [any Layer], combining combination: Combination = .probabilities,
    givesLogits: Bool = true
  ) {
    require(!members.isEmpty, "Ensemble: no members; there must be at least one")
    self.members = members
    self.combination = combination
    self.givesLogits = givesLogits
  }

  /// The answers of the members to this input, one after the other: [members, batch, …].
  public func outputs(_ input: Tensor) -> Tensor { .stacked(members.map { $0(input) }) }

  /// The members' answers as one.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    combination(outputs(input), fromLogits: givesLogits)
  }

  /// Whether those of all members do.
  public var hasFixedChildren: Bool { members.allSatisfy(\.hasFixedChildren) }
}

extension Ensemble.Combination {
  /// No class is held for less likely than this where none voted for it: the loss must stay a
  /// number. As in Keras.
  private static let leastShare = 1e-7

  /// One answer of several, [members, batch, …, classes] to [batch, …, classes].
  ///
  /// - Parameter fromLogits: whether answers are logits; then so is the result.
  public func callAsFunction(_ answers: Tensor, fromLogits: Bool) -> Tensor {
    require(
      answers.rank >= 2 && answers.shape[0] > 0,
      "Ensemble: answers \(answers.shape); expected [members, batch, …] with at least one member")
    switch self {
    case .outputs: return answers.mean(axis: 0)
    case .probabilities:
      guard fromLogits else { return answers.mean(axis: 0) }
      // ln of the mean of softmax, without leaving the logarithms: small probabilities would be
      // lost.
      return logSoftmax(answers, axis: -1).logSumExp(axes: [0]) - log(Double(answers.shape[0]))
    case .votes:
      let classes = answers.shape[answers.rank - 1]
      let votes = answers.argmax(axis: -1).oneHot(depth: classes, dtype: answers.dtype)
      let lackNumbers = answers.isNaN.any(axis: -1, keepDimensions: true)
      let shares = select(lackNumbers, Double.nan, votes).mean(axis: 0)
      return fromLogits ? ApusCore.log(shares.clamped(from: Self.leastShare)) : shares
    }
  }
}
