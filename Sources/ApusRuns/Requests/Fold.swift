import ApusData
import ApusTraining

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
