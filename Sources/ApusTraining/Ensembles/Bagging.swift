import ApusCore
import ApusData
import ApusNN

/// Models that each learned from a bootstrap sample of a data set, as one, and how they do on what
/// each had not seen.
///
/// Source: Breiman 1996, *Bagging predictors*; lecture S4, algorithm 19; scikit-learn
/// `BaggingClassifier`.
public struct Bagging {
  /// The models as one.
  public let ensemble: Ensemble
  /// For each example the mean answer of the members that did not learn from it, [examples,
  /// outputs]; NaN for an example that all of them learned from. Combined as the ensemble combines.
  public let outOfBag: Tensor
  /// How many examples at least one member had not seen: about all of them from ten members on.
  public let outOfBagCount: Int
  /// The share of these whose class the members that had not seen them recognize; NaN where there
  /// is none.
  public let outOfBagAccuracy: Double

  /// The figures of `ensemble`, whose member number i did not learn from the examples at
  /// `unseen[i]` of `dataset`.
  ///
  /// Traps where there is not one list for each member, or labels are no classes.
  ///
  /// - Throws: ``DataError`` where an example cannot be read.
  public init(
    _ ensemble: Ensemble, unseen: [[Int]], of dataset: any Dataset, batchSize: Int = 128
  ) throws {
    require(
      unseen.count == ensemble.members.count && batchSize > 0 && dataset.labelType == .classes,
      "Bagging: \(unseen.count) lists for \(ensemble.members.count) members; one each, of classes")
    self.ensemble = ensemble
    var answers = [[Tensor]](repeating: [], count: dataset.count)
    var labels = [Int](repeating: 0, count: dataset.count)
    for (member, positions) in zip(ensemble.members, unseen) {
      for start in stride(from: 0, to: positions.count, by: batchSize) {
        let some = positions[start..<min(start + batchSize, positions.count)]
        let batch = try dataset.batch(at: some)
        let outputs = withoutDerivatives { Mode.inference { member(batch.features) } }
        let classes = batch.labels.doubles
        for (row, position) in some.enumerated() {
          answers[position].append(outputs.sliced(axis: 0, from: row, to: row + 1))
          labels[position] = Int(classes[row])
        }
      }
    }
    let combined = answers.map { rows -> Tensor? in
      rows.isEmpty
        ? nil : ensemble.combination(.stacked(rows), fromLogits: ensemble.givesLogits)
    }
    let known = combined.compactMap { $0 }
    let right = zip(combined, labels).filter { answer, label in
      answer.map { MetricKind.accuracy($0, Tensor([Int32(label)])) == 1 } ?? false
    }
    outOfBagCount = known.count
    outOfBagAccuracy = known.isEmpty ? .nan : Double(right.count) / Double(known.count)
    let width = known.first?.elementCount ?? 0
    outOfBag = .concatenated(
      combined.map { $0 ?? Tensor(repeating: .nan, [1, width]) }, axis: 0)
  }
}

extension Dataset {
  /// Trains `count` models, each on a bootstrap sample of these examples, and makes an ensemble of
  /// them.
  ///
  /// ```swift
  /// let bagging = try train.bagged(10) { number, sample in
  ///   let model = Sequential { Flatten(); Dense(10) }
  ///   model.compile(optimizer: Adam(), loss: .sparseCategoricalCrossEntropy(fromLogits: true))
  ///   try model.fit(sample, epochs: 5)
  ///   return model
  /// }
  /// print(bagging.outOfBagAccuracy)
  /// ```
  ///
  /// - Parameters:
  ///   - count: how many, at least 1; labels must be classes.
  ///   - seed: what the samples follow from, as in ``bootstraps(_:seed:)``.
  ///   - combination: how answers become one.
  ///   - givesLogits: whether the models give logits.
  ///   - fit: makes and trains the model of that number, from 0.
  public func bagged(
    _ count: Int, seed: UInt64 = 0, combining combination: Ensemble.Combination = .probabilities,
    givesLogits: Bool = true, fit: (_ number: Int, _ sample: any Dataset) throws -> any Layer
  ) throws -> Bagging {
    require(count > 0, "bagged: \(count) models; there must be at least one")
    let samples = bootstrapPositions(count, seed: seed)
    let members = try samples.enumerated().map { try fit($0, subset($1.drawn)) }
    return try Bagging(
      Ensemble(members, combining: combination, givesLogits: givesLogits),
      unseen: samples.map(\.left), of: self)
  }
}
