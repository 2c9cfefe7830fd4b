import ApusCore

/// A learned vector for each of some whole numbers, such as the words of a vocabulary:
/// out[i…, :] = table[indices[i…], :].
///
/// Input [batch, …] of whole numbers in 0..<inputDim, as integers or as floating-point numbers;
/// traps on one outside. Output [batch, …, outputDim]. With `maskZero` 0 stands for padding, which
/// layers after it leave out (``MaskMakingLayer``). Defaults as in Keras 3. Source: Bengio et al.
/// 2003; lecture S0, embedding.
public final class Embedding: Layer {
  /// The vectors, [inputDim, outputDim].
  @Parameter public var table: Tensor
  /// The number of different inputs.
  public let inputDim: Int
  /// The length of a vector.
  public let outputDim: Int
  /// Whether 0 stands for padding.
  public let maskZero: Bool
  /// What makes the table's first value.
  public let embeddingsInitializer: Initializer
  /// The table's penalty; nil for none.
  public let embeddingsRegularizer: Regularizer?
  /// The output's penalty; nil for none.
  public let activityRegularizer: Regularizer?
  /// What the table must fulfil after each update; nil for nothing.
  public let embeddingsConstraint: Constraint?
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where a size is not positive.
  public init(
    _ inputDim: Int, _ outputDim: Int, maskZero: Bool = false,
    embeddingsInitializer: Initializer = .uniform(), embeddingsRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil,
    embeddingsConstraint: Constraint? = nil, name: String? = nil
  ) {
    require(
      inputDim > 0 && outputDim > 0,
      "Embedding: \(inputDim) vectors of \(outputDim) numbers; both must be at least 1")
    self.inputDim = inputDim
    self.outputDim = outputDim
    self.maskZero = maskZero
    self.embeddingsInitializer = embeddingsInitializer
    self.embeddingsRegularizer = embeddingsRegularizer
    self.activityRegularizer = activityRegularizer
    self.embeddingsConstraint = embeddingsConstraint
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    if !$table.isDeclared {
      // Whole numbers that stand in floating point still ask for vectors of that type.
      embeddingsInitializer.declare(
        $table, [inputDim, outputDim], dtype: input.dtype.forParameters)
    }
    let output = $table.rows(at: input.dtype.isInteger ? input : input.cast(to: .int32))
    activityRegularizer.collect(output)
    return output
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension Embedding: MaskMakingLayer {
  /// Whether 0 stands for padding.
  public var makesMask: Bool { maskZero }

  /// False where the input is 0, if that stands for padding.
  public func mask(for input: Tensor) -> Tensor? { maskZero ? input .!= 0 : nil }
}

extension Embedding: ConfigurableModule {
  /// True: whole numbers name its vectors.
  public static var takesIntegers: Bool { true }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "inputDim": .integer(inputDim), "outputDim": .integer(outputDim),
      "maskZero": .flag(maskZero),
      "embeddingsInitializer": embeddingsInitializer.configuration,
      "embeddingsRegularizer": embeddingsRegularizer?.configuration ?? .null,
      "activityRegularizer": activityRegularizer?.configuration ?? .null,
      "embeddingsConstraint": embeddingsConstraint?.configuration ?? .null,
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.integer("inputDim"), try options.integer("outputDim"),
      maskZero: try options.flag("maskZero", default: false),
      embeddingsInitializer: try options.initializer(
        "embeddingsInitializer", default: .uniform()),
      embeddingsRegularizer: try options.regularizer("embeddingsRegularizer"),
      activityRegularizer: try options.regularizer("activityRegularizer"),
      embeddingsConstraint: try options.constraint("embeddingsConstraint"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    guard input.rank + 2 <= Shape.maximumRank else {
      throw impossible(inputs, "has too many axes for another one")
    }
    if let declared = $table.type, declared.shape != [inputDim, outputDim] {
      throw impossible(inputs, "does not fit a table of shape \(declared.shape)")
    }
    try checkSize([inputDim, outputDim], of: "a table")
    try checkSize(input.array + [outputDim], of: "an output")
    try check(embeddingsConstraint, rank: 2)
  }
}

extension Embedding: Regularized, Constrained {
  /// The table, where it has a regularizer.
  public var regularizedParameters: [(parameter: Parameter, regularizer: Regularizer)] {
    pairs(($table, embeddingsRegularizer))
  }

  /// The table, where it has a constraint.
  public var constrainedParameters: [(parameter: Parameter, constraint: Constraint)] {
    pairs(($table, embeddingsConstraint))
  }
}
