import ApusCore

/// A named measure of how wrong a prediction is: a scalar, the mean over all predictions in a batch.
///
/// ```swift
/// let loss = Loss.sparseCategoricalCrossEntropy(fromLogits: true)
/// let value = loss(model(images), labels)
/// ```
///
/// Defaults as in Keras 3 (reduction: sum over batch size).
public struct Loss: Sendable {
  /// The name in configurations.
  public let name: String
  /// The settings in configurations.
  public let options: [String: ConfigurationValue]
  private let function: @Sendable (_ prediction: Tensor, _ target: Tensor) -> Tensor

  /// A loss of one's own: `function` gives a floating-point scalar.
  public init(
    _ name: String, options: [String: ConfigurationValue] = [:],
    _ function: @escaping @Sendable (_ prediction: Tensor, _ target: Tensor) -> Tensor
  ) {
    self.name = name
    self.options = options
    self.function = function
  }

  /// The loss, a scalar.
  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    function(prediction, target)
  }
}

extension Loss {
  /// See ``ApusNN/meanSquaredError(_:_:reduction:)``.
  public static let meanSquaredError = Loss("meanSquaredError") {
    ApusNN.meanSquaredError($0, $1)
  }

  /// See ``ApusNN/binaryCrossEntropy(_:_:fromLogits:labelSmoothing:reduction:)``.
  public static func binaryCrossEntropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0
  ) -> Loss {
    Loss(
      "binaryCrossEntropy",
      options: ["fromLogits": .flag(fromLogits), "labelSmoothing": .number(labelSmoothing)]
    ) {
      ApusNN.binaryCrossEntropy($0, $1, fromLogits: fromLogits, labelSmoothing: labelSmoothing)
    }
  }

  /// See ``ApusNN/categoricalCrossEntropy(_:_:fromLogits:labelSmoothing:reduction:)``.
  public static func categoricalCrossEntropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0
  ) -> Loss {
    Loss(
      "categoricalCrossEntropy",
      options: ["fromLogits": .flag(fromLogits), "labelSmoothing": .number(labelSmoothing)]
    ) {
      ApusNN.categoricalCrossEntropy($0, $1, fromLogits: fromLogits, labelSmoothing: labelSmoothing)
    }
  }

  /// See ``ApusNN/sparseCategoricalCrossEntropy(_:_:fromLogits:labelSmoothing:reduction:)``.
  public static func sparseCategoricalCrossEntropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0
  ) -> Loss {
    Loss(
      "sparseCategoricalCrossEntropy",
      options: ["fromLogits": .flag(fromLogits), "labelSmoothing": .number(labelSmoothing)]
    ) {
      ApusNN.sparseCategoricalCrossEntropy(
        $0, $1, fromLogits: fromLogits, labelSmoothing: labelSmoothing)
    }
  }

  /// The names of the library's losses.
  public static let names = [
    "binaryCrossEntropy", "categoricalCrossEntropy", "meanSquaredError",
    "sparseCategoricalCrossEntropy",
  ]

  /// The library's loss of this name with these settings; throws where the name or a setting is not known.
  public static func named(
    _ name: String, options: [String: ConfigurationValue] = [:]
  ) throws -> Loss {
    var options = Options(options, of: name)
    let loss: Loss
    switch name {
    case "meanSquaredError":
      loss = .meanSquaredError
    case "binaryCrossEntropy":
      loss = .binaryCrossEntropy(
        fromLogits: try options.flag("fromLogits", default: false),
        labelSmoothing: try options.number("labelSmoothing", in: 0...1, default: 0))
    case "categoricalCrossEntropy":
      loss = .categoricalCrossEntropy(
        fromLogits: try options.flag("fromLogits", default: false),
        labelSmoothing: try options.number("labelSmoothing", in: 0...1, default: 0))
    case "sparseCategoricalCrossEntropy":
      loss = .sparseCategoricalCrossEntropy(
        fromLogits: try options.flag("fromLogits", default: false),
        labelSmoothing: try options.number("labelSmoothing", in: 0...1, default: 0))
    default:
      throw ConfigurationError(
        .unknownName,
        "\"\(name.prefix(40))\" is not a loss; known are \(names.joined(separator: ", "))")
    }
    try options.finish()
    return loss
  }
}
