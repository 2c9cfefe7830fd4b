/// An example that the course calculates on a slide: what is given, what the slide prints, and the
/// library's own answer, computed when it is asked for.
///
/// ```swift
/// let example = try CourseRow.named("W34")[0].example
/// example?.outcome().agrees   // true
/// ```
public struct WorkedExample: Sendable {
  /// One of the example's results.
  public struct Part: Sendable {
    /// What the result is; empty where the example has only one.
    public let name: String
    /// The course's result.
    public let expected: CourseValue
    /// How far the computed numbers may be off: half of the last printed digit, or rounding.
    public let tolerance: Double
    /// The library's result.
    public let compute: @Sendable () -> CourseValue

    /// A result of this name.
    init(
      _ name: String = "", _ expected: CourseValue, tolerance: Double = 1e-6,
      _ compute: @escaping @Sendable () -> CourseValue
    ) {
      self.name = name
      self.expected = expected
      self.tolerance = tolerance
      self.compute = compute
    }
  }

  /// A part with its answer.
  public struct Answer: Sendable, Encodable {
    /// What the result is.
    public let name: String
    /// The course's result.
    public let expected: CourseValue
    /// The library's result.
    public let computed: CourseValue
    /// Whether they agree to the printed digits.
    public let agrees: Bool
  }

  /// All answers of an example.
  public struct Outcome: Sendable {
    /// In the order of the parts.
    public let answers: [Answer]

    /// Whether every answer agrees with the course.
    public var agrees: Bool { answers.allSatisfy(\.agrees) }

    /// The course's results: the only one, or the list of them.
    public var expected: CourseValue { Self.single(answers.map(\.expected)) }

    /// The library's results: the only one, or the list of them.
    public var computed: CourseValue { Self.single(answers.map(\.computed)) }

    private static func single(_ values: [CourseValue]) -> CourseValue {
      values.count == 1 ? values[0] : .list(values)
    }
  }

  /// The row of the catalogue, as in `W22`.
  public let id: String
  /// What the slide starts from.
  public let given: String
  /// What the slide misprints, or how a reader has to take it; nil where it stands as printed.
  public let remark: String?
  /// The results, one or more.
  public let parts: [Part]

  init(_ id: String, given: String, remark: String? = nil, _ parts: [Part]) {
    self.id = id
    self.given = given
    self.remark = remark
    self.parts = parts
  }

  /// Computes every part and compares it with the course.
  public func outcome() -> Outcome {
    Outcome(
      answers: parts.map { part in
        let computed = part.compute()
        return Answer(
          name: part.name, expected: part.expected, computed: computed,
          agrees: computed.agrees(with: part.expected, tolerance: part.tolerance))
      })
  }

  /// Every example that the library computes, in the order of the catalogue.
  public static let all: [WorkedExample] = [
    .convolution1D, .outputLength, .receptiveField, .flattenAndPool, .depthwise, .dropout, .norms,
    .labelSmoothing, .batchAndLayerStatistics, .gaussianDivergence, .adversarialLosses,
    .divergenceOfDistributions, .oneHotTimesTable, .wordAnalogy, .forwardPass, .adaGradRates,
    .imageConvolution, .windowThatDoesNotFit, .sparseMatrix, .fullConvolution, .policies,
    .clippedObjective, .truthTables, .parameterCounts, .maxPooling, .lowPass, .confusionMatrix,
    .flattenedShapes, .mapSizes, .alexNetWindows, .equalFilters, .smallKernels, .touchedWeights,
    .pixelsOfAnOutput, .netTalk, .smallNetwork, .pooledErrors, .derivatives, .hiddenSize,
    .linearRegions, .largeNetworks, .translation, .printedExamples, .sharesOfWeights, .valueUpdate,
    .boltzmannPolicy,
  ]
}
