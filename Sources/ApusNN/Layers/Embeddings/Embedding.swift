import ApusCore

/// A learned vector for each of some whole numbers, such as the words of a vocabulary:
/// out[i…, :] = table[indices[i…], :].
///
/// Input [batch, …] of whole numbers in 0..<inputDim, as integers or as floating-point numbers;
/// traps on one outside. Output [batch, …, outputDim]. With `maskZero` 0 stands for padding, which
/// layers after it leave out (``MaskMakingLayer``). Defaults as in Keras 3. Source: Bengio et al.
/// 2003; lecture S0, embedding.
public final class Embedding: ConfiguredLayer {
  /// The settings of ``Embedding``.
  public struct Configuration: Settings {
    /// The number of different inputs; must be given.
    public var inputDim = 0
    /// The length of a vector; must be given.
    public var outputDim = 0
    /// Whether 0 stands for padding.
    public var maskZero = false
    /// What makes the table's first value.
    public var embeddingsInitializer = Initializer.uniform()
    /// The table's penalty; nil for none.
    public var embeddingsRegularizer: Regularizer?
    /// The output's penalty; nil for none.
    public var activityRegularizer: Regularizer?
    /// What the table must fulfil after each update; nil for nothing.
    public var embeddingsConstraint: Constraint?
    public static let limits: Limits = ["inputDim": .size, "outputDim": .size]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "a learned vector for each of some whole numbers, such as the words of a vocabulary"
  /// The vectors, [inputDim, outputDim].
  @Parameter public var table: Tensor
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps where a size is not positive.
  public convenience init(
    _ inputDim: Int, _ outputDim: Int, maskZero: Bool = false,
    embeddingsInitializer: Initializer = .uniform(), embeddingsRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil,
    embeddingsConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.init(
      Configuration(
        inputDim: inputDim, outputDim: outputDim, maskZero: maskZero,
        embeddingsInitializer: embeddingsInitializer, embeddingsRegularizer: embeddingsRegularizer,
        activityRegularizer: activityRegularizer, embeddingsConstraint: embeddingsConstraint),
      name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    if !$table.isDeclared {
      // Whole numbers that stand in floating point still ask for vectors of that type.
      declare([settings.inputDim, settings.outputDim], for: input)
    }
    let output = $table.rows(at: input.dtype.isInteger ? input : input.cast(to: .int32))
    activityRegularizer.collect(output)
    return output
  }
}

extension Embedding: MaskMakingLayer {
  /// Whether 0 stands for padding.
  public var makesMask: Bool { settings.maskZero }

  /// False where the input is 0, if that stands for padding.
  public func mask(for input: Tensor) -> Tensor? { settings.maskZero ? input .!= 0 : nil }
}

extension Embedding: RuledLayer {
  public var activityRegularizer: Regularizer? { settings.activityRegularizer }

  public var ruledParameters: [(parameter: Parameter?, rule: ParameterRule)] {
    let rule = ParameterRule(
      settings.embeddingsInitializer, settings.embeddingsRegularizer, settings.embeddingsConstraint)
    return [($table, rule)]
  }
}
