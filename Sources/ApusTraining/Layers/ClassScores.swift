import ApusCore
import ApusFiles
import ApusNN

/// Scores, whose softmax are probabilities, of what a network gives otherwise, so that what learns
/// from scores or answers by their softmax can use it:
///
/// | form | input | output |
/// |---|---|---|
/// | ``Form/probabilities`` | [batch, classes], p | ln p |
/// | ``Form/probability`` | [batch, 1], p of the second of two classes | [ln(1 − p), ln p] |
/// | ``Form/score`` | [batch, 1], x, p = 1 / (1 + e⁻ˣ) | [0, x] |
///
/// Probabilities below 10⁻³⁰ count as that.
public final class ClassScores: ConfiguredLayer {
  /// The settings of ``ClassScores``.
  public struct Configuration: Settings {
    /// What the input is; must be given.
    public var form = Form.probabilities
    public static let limits: Limits = ["form": .given]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "scores, whose softmax are probabilities, of what a network gives otherwise"
  /// What the input is.
  public enum Form: String, Sendable, SettingChoice {
    /// A probability for each class.
    case probabilities
    /// The probability of the second of two classes.
    case probability
    /// What the logistic function makes that probability of.
    case score
  }
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// The layer.
  public convenience init(_ form: Form, name: String? = nil) {
    self.init(Configuration(form: form), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == 2 && (settings.form == .probabilities || input.shape[1] == 1),
      """
      ClassScores: an input of shape \(input.shape); it needs [batch, classes], with one column \
      for a probability or a score
      """)
    return switch settings.form {
    case .probabilities: log(input.clamped(from: 1e-30))
    case .probability:
      log(Tensor.concatenated([1 - input, input], axis: 1).clamped(from: 1e-30))
    case .score: Tensor.concatenated([input * 0, input], axis: 1)
    }
  }
}
