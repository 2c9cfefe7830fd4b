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
public final class ClassScores: Layer {
  /// What the input is.
  public enum Form: String, Sendable, CaseIterable {
    /// A probability for each class.
    case probabilities
    /// The probability of the second of two classes.
    case probability
    /// What the logistic function makes that probability of.
    case score
  }

  /// What the input is.
  public let form: Form
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer.
  public init(_ form: Form, name: String? = nil) {
    self.form = form
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    switch form {
    case .probabilities: log(input.clamped(from: 1e-30))
    case .probability:
      log(Tensor.concatenated([1 - input, input], axis: 1).clamped(from: 1e-30))
    case .score: Tensor.concatenated([input * 0, input], axis: 1)
    }
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension ClassScores: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["form": .text(form.rawValue)] }

  /// The layer with these settings.
  public convenience init(options: inout Options, name: String?) throws {
    let text = try options.text("form") ?? ""
    guard let form = Form(rawValue: text) else {
      throw ConfigurationError(
        .invalidOption,
        """
        ClassScores: form \(quoted(text)); expected \
        \(Form.allCases.map(\.rawValue).joined(separator: ", "))
        """,
        option: "form")
    }
    self.init(form, name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    guard inputs.count == 1, inputs[0].rank == 1, form == .probabilities || inputs[0][0] == 1 else {
      throw ConfigurationError(
        .impossibleShape,
        """
        ClassScores: an input of shape \(inputs.map(\.description).joined(separator: " and ")); it \
        takes a vector, of one number where that stands for two classes
        """
      )
    }
  }
}
