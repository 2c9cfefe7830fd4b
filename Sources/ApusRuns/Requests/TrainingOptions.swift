import ApusCore
import ApusData
import ApusNN
import ApusTraining

/// How a run trains beyond its recipe's settings: what watches it, what is measured, how examples
/// and gradients are treated.
///
/// Part of a run's configuration, so a run that is resumed or repeated is treated the same.
/// Callbacks, metrics and steps of the augmentation are objects with a `name` and settings.
public struct TrainingOptions: Codable, Equatable, Sendable {
  /// What watches training; see ``CallbackConfiguration``.
  public var callbacks: [ConfigurationValue]?
  /// What is measured beside the loss and the accuracy; see ``MetricConfiguration``.
  public var metrics: [ConfigurationValue]?
  /// How images are changed; see ``AugmentationConfiguration``.
  public var augmentation: [ConfigurationValue]?
  /// `balanced`, what the examples of each class count for, or of some classes by name or place.
  public var classWeights: ConfigurationValue?
  /// How gradients are shortened: `value`, `norm` or `globalNorm` with a limit.
  public var clip: ConfigurationValue?
  /// Batches an update.
  public var accumulate: Int?
  /// The share of the training set to validate on, in place of the test set.
  public var validation: Double?
  /// The file or folder to validate on, in place of a share.
  public var validationPath: String?
  /// Whether that share is drawn without regard to classes.
  public var unstratified: Bool?
  /// Steps between checkpoints.
  public var checkpointEvery: Int?
  /// Which part of a cross-validation this is.
  public var fold: Fold?

  /// Options that change nothing.
  public init() {}

  /// Whether nothing is changed.
  var isPlain: Bool { self == TrainingOptions() }

  /// How many updates so many examples give: a last batch that is not full is one, as are batches
  /// that are not enough to accumulate.
  func updatesPerEpoch(of examples: Int, batchSize: Int) -> Int {
    // No sums: a batch size may be as large as Int is.
    func parts(_ count: Int, _ size: Int) -> Int {
      count / max(1, size) + (count % max(1, size) == 0 ? 0 : 1)
    }
    return max(1, parts(parts(examples, batchSize), accumulate ?? 1))
  }

  /// Whether a callback of this name is among them.
  func hasCallback(_ name: String) -> Bool {
    (callbacks ?? []).contains { $0.name == name }
  }

  /// Whether examples are mixed, so that their labels are shares of classes.
  var mixesExamples: Bool {
    (augmentation ?? []).contains { ["MixUp", "CutMix"].contains($0.name) }
  }

  /// The callbacks; an average of the weights comes last, so that the others see it.
  func makeCallbacks() throws -> [any Callback] {
    let all = try (callbacks ?? []).map(CallbackConfiguration.makeCallback)
    return all.filter { !($0 is WeightAverage) } + all.filter { $0 is WeightAverage }
  }

  /// The metrics of a run: those that were asked for, beside the accuracy for classes, the mean
  /// absolute error and R² for values.
  func makeMetrics(fromLogits: Bool, isOfClasses: Bool) throws -> [MetricKind] {
    if isOfClasses { return try Self.makeMetrics(metrics ?? [], fromLogits: fromLogits) }
    let asked = try (metrics ?? []).map { try Self.makeMetric(ofValues: $0) }
    let usual: [MetricKind] = [.meanAbsoluteError, .r2Score]
    return usual + asked.filter { kind in !usual.contains { $0.name == kind.name } }
  }

  /// One metric of values.
  ///
  /// - Throws: ``RecipeError`` where it is a figure of classes.
  static func makeMetric(ofValues value: ConfigurationValue) throws -> MetricKind {
    if let name = value.name, try MetricConfiguration.named(name).isOfClasses {
      throw RecipeError("\(name) is a figure of classes, but the targets here are values")
    }
    return try MetricConfiguration.makeMetric(value)
  }

  /// The accuracy and the metrics for outputs that are logits, or scores that are no probabilities.
  static func makeMetrics(
    _ values: [ConfigurationValue], fromLogits: Bool
  ) throws -> [MetricKind] {
    var kinds: [MetricKind] = [.accuracy]
    for value in values {
      let kind = try makeMetric(value, fromLogits: fromLogits)
      if kind.name != "accuracy" { kinds.append(kind) }
    }
    return kinds
  }

  /// One metric.
  ///
  /// - Throws: ``RecipeError`` where it is a figure of values, which recipes for classes do not
  ///   have.
  public static func makeMetric(
    _ value: ConfigurationValue, fromLogits: Bool
  ) throws -> MetricKind {
    var value = value
    if case .object(var settings) = value, let name = value.name {
      let entry = try MetricConfiguration.named(name)
      guard entry.isOfClasses else {
        throw RecipeError("\(name) is a figure of values, but the labels here are classes")
      }
      if entry.takesLogits, settings["fromLogits"] == nil {
        settings["fromLogits"] = .flag(fromLogits)
        value = .object(settings)
      }
    }
    return try MetricConfiguration.makeMetric(value)
  }

  /// How gradients are shortened; nil where they are not.
  func makeClipping() throws -> GradientClipping? {
    guard let clip else { return nil }
    guard case .object(let limits) = clip, limits.count == 1, let (name, value) = limits.first,
      let limit = value.number, limit > 0, limit.isFinite
    else { throw Self.wrongClip(clip) }
    switch name {
    case "value": return .value(limit)
    case "norm": return .norm(limit)
    case "globalNorm": return .globalNorm(limit)
    default: throw Self.wrongClip(clip)
    }
  }

  private static func wrongClip(_ clip: ConfigurationValue) -> RecipeError {
    RecipeError(
      "\(clip) is no clipping; expected one of value, norm, globalNorm with a limit above 0")
  }

  /// What the examples of each class count for; nil where all count the same.
  ///
  /// - Parameter classNames: what the classes are called.
  /// - Parameter dataset: the examples, for balanced weights; nil only checks.
  func makeClassWeights(
    _ classNames: [String], _ dataset: (any Dataset)? = nil
  ) throws -> [Double]? {
    try classWeights.flatMap { try ClassWeights($0).weights(of: classNames, in: dataset) }
  }

  /// Throws where numbers are out of range: those of a file that is damaged, for a request is
  /// checked value by value.
  func check() throws {
    if let accumulate, !(1...Options.largestSize ~= accumulate) {
      throw RecipeError("gradients of \(accumulate) batches; expected 1 to \(Options.largestSize)")
    }
    if let checkpointEvery, checkpointEvery < 1 {
      throw RecipeError("a checkpoint every \(checkpointEvery) steps; expected at least 1")
    }
    if let validation, !(validation > 0 && validation < 1) {
      throw RecipeError("a share of \(validation) to validate on; expected above 0 and below 1")
    }
  }

  /// What a run with these options learns from and is judged by.
  ///
  /// - Throws: ``TrainingError`` where a part would be without examples.
  func split(_ whole: DatasetSplits, seed: UInt64) throws -> DatasetSplits {
    let parts: DatasetSplits
    if let fold {
      parts = try fold.split(whole.train)
    } else if let validation {
      parts =
        unstratified == true
        ? whole.train.holdOut(testFraction: validation, seed: seed)
        : try whole.train.stratifiedSplit(testFraction: validation, seed: seed)
    } else {
      return whole
    }
    guard parts.train.count > 0, parts.test.count > 0 else {
      throw TrainingError(
        """
        \(whole.train.count) examples give \(parts.train.count) to train on and \
        \(parts.test.count) to validate; choose another share
        """
      )
    }
    return parts
  }
}

/// One part of a cross-validation: which examples of the training set a model is judged by.
public struct Fold: Codable, Equatable, Sendable {
  /// How the examples are divided.
  public enum Method: String, Codable, Sendable, CaseIterable {
    /// Into folds that have each class's share.
    case stratified
    /// Into folds without regard to classes.
    case plain
    /// Each example is a fold.
    case leaveOneOut
    /// As many examples as there are are drawn, with replacement, to learn from; the others judge.
    case bootstrap
  }

  /// How the examples are divided.
  public var method: Method
  /// Which part this is, from 1.
  public var number: Int
  /// How many parts there are.
  public var count: Int
  /// What the draws follow from.
  public var seed: UInt64

  /// The parts of `dataset`.
  ///
  /// - Throws: ``TrainingError`` where it has fewer examples than parts.
  func split(_ dataset: any Dataset) throws -> DatasetSplits {
    guard count >= 1, 1...count ~= number,
      method == .bootstrap
        ? CrossValidation.bootstraps ~= count : 2...max(2, dataset.count) ~= count,
      dataset.count >= 2
    else {
      throw TrainingError("part \(number) of \(count) of \(dataset.count) examples is not possible")
    }
    switch method {
    case .stratified: return try dataset.stratifiedKFolds(count, seed: seed)[number - 1]
    case .plain: return dataset.kFolds(count, seed: seed)[number - 1]
    case .leaveOneOut: return Self.leaveOneOut(dataset, number - 1)
    case .bootstrap: return dataset.bootstrap(number, seed: seed)
    }
  }

  private static func leaveOneOut(_ dataset: some Dataset, _ place: Int) -> DatasetSplits {
    let all = dataset.leaveOneOut()
    return all[all.index(all.startIndex, offsetBy: place)]
  }
}

extension ConfigurationValue {
  /// The name of an object; nil where it has none.
  var name: String? {
    if case .object(let values) = self, case .text(let name)? = values["name"] { name } else { nil }
  }
}
