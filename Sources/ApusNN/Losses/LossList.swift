import ApusCore
import ApusFiles

/// How a configuration's settings become a loss; each loss brings its own, in its own file.
struct LossEntry: Sendable {
  /// The name in configurations.
  let name: String
  /// The formula, in one line.
  let summary: String
  /// How the losses are reduced where nothing else is said.
  let reduction: Reduction
  /// Reads the settings.
  let make: @Sendable (inout Options, Reduction) throws -> Loss

  init(
    _ name: String, _ summary: String, reduction: Reduction = .mean,
    make: @escaping @Sendable (inout Options, Reduction) throws -> Loss
  ) {
    self.name = name
    self.summary = summary
    self.reduction = reduction
    self.make = make
  }
}

extension Loss {
  /// All losses of the library.
  static let entries: [LossEntry] = [
    // Distances
    sumOfSquaredErrorsEntry, meanSquaredErrorEntry, meanAbsoluteErrorEntry,
    meanAbsolutePercentageErrorEntry, meanSquaredLogarithmicErrorEntry, huberEntry, logCoshEntry,
    cosineSimilarityEntry,
    // Likelihoods
    gaussianNLLEntry, heteroscedasticGaussianNLLEntry, poissonEntry, binaryCrossEntropyEntry,
    binaryFocalCrossEntropyEntry, multilabelCrossEntropyEntry, categoricalCrossEntropyEntry,
    categoricalFocalCrossEntropyEntry, sparseCategoricalCrossEntropyEntry, negativeSamplingEntry,
    ctcEntry,
    // Margins
    hingeEntry, squaredHingeEntry, categoricalHingeEntry,
    // Divergences
    klDivergenceEntry, reverseKLDivergenceEntry, jensenShannonEntry, wassersteinEntry,
    negativeELBOEntry,
  ]

  /// The program's own losses.
  package static let added = Additions<Registry<Loss>.Entry>()

  /// The names of all losses: the library's, and those that the program adds.
  public static var names: [String] { entries.map(\.name) + added.all.map(\.name) }

  /// The formula of the loss of this name, in one line, or nil if no loss has that name.
  public static func summary(of name: String) -> String? {
    entries.first { $0.name == name }?.summary ?? added.all.first { $0.name == name }?.summary
  }

  /// The loss of this name with these settings; throws where the name or a setting is not
  /// known.
  ///
  /// Every loss of the library has the setting `reduction`: `mean`, `sum` or `none`.
  public static func named(
    _ name: String, options: [String: ConfigurationValue] = [:]
  ) throws -> Loss {
    let isCalled = { (other: String) in other.lowercased() == name.lowercased() }
    if let own = added.all.first(where: { isCalled($0.name) }) {
      return try Registry("a loss", [own]).make(name, options)
    }
    guard let entry = entries.first(where: { isCalled($0.name) }) else {
      throw ConfigurationError(
        .unknownName,
        "\"\(name.prefix(40))\" is not a loss\(suggestion(for: name, among: names))")
    }
    var options = Options(options, of: name)
    let loss = try entry.make(&options, try options.choice("reduction", default: entry.reduction))
    try options.finish()
    return loss
  }
}

extension Options {
  /// The setting `fromLogits`, whether predictions are logits; false where it is missing.
  mutating func fromLogits() throws -> Bool { try flag("fromLogits", default: false) }

  /// The setting `labelSmoothing`, 0 where it is missing.
  mutating func labelSmoothing() throws -> Double {
    try number("labelSmoothing", in: 0...1, default: 0)
  }
}
