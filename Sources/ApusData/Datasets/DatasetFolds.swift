import ApusCore

/// A data set in several parts, each of which is once the one to judge by while the others are to learn from.
///
/// ```swift
/// for split in try set.stratifiedFolds(5, seed: 1) { … split.train … split.test … }
/// ```
///
/// The examples stay where they are and each split is made when it is asked for, so that a fold for each example costs
/// nothing. Source: S2:1870; scikit-learn's `KFold`, `StratifiedKFold`, `LeaveOneOut`.
public struct DatasetFolds: RandomAccessCollection, Sendable {
  private let base: any Dataset
  /// Of each example the fold in which it is judged.
  private let folds: [Int]

  /// The folds' numbers begin at 0.
  public let startIndex = 0
  /// The number of folds.
  public let endIndex: Int

  fileprivate init(_ base: any Dataset, _ folds: [Int], count: Int) {
    self.base = base
    self.folds = folds
    endIndex = count
  }

  /// The split of one fold; both parts keep the order of the whole. Traps where there is no such fold.
  public subscript(fold: Int) -> DatasetSplits {
    require(indices.contains(fold), "DatasetFolds: fold \(fold), not in 0..<\(count)")
    return DatasetSplits(
      train: base.subset(folds.indices.filter { folds[$0] != fold }),
      test: base.subset(folds.indices.filter { folds[$0] == fold }))
  }
}

extension Dataset {
  /// `count` parts as equal as can be, the greater ones first: consecutive examples, or drawn by a seed.
  ///
  /// Traps unless 2 ≤ `count` ≤ the number of examples.
  public func folds(_ count: Int, seed: UInt64? = nil) -> DatasetFolds {
    requireFolds(count)
    let order = seed.map { RandomGenerator(seed: $0).permutation(self.count) }
    var folds = [Int](repeating: 0, count: self.count)
    let (size, rest) = self.count.quotientAndRemainder(dividingBy: count)
    for place in folds.indices {
      // The first `rest` folds have one example more.
      let isGreater = place < rest * (size + 1)
      folds[order?[place] ?? place] =
        isGreater ? place / (size + 1) : rest + (place - rest * (size + 1)) / size
    }
    return DatasetFolds(self, folds, count: count)
  }

  /// Parts in each of which every class has the share that it has in the whole, by an example more or less: a class's
  /// examples in their order, or drawn by a seed. A data set of values is taken as one class.
  ///
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  public func stratifiedFolds(_ count: Int, seed: UInt64? = nil) throws -> DatasetFolds {
    requireFolds(count)
    let classes = try classLabels() ?? [Int](repeating: 0, count: self.count)
    var numbers: [Int: Int] = [:]
    for label in classes where numbers[label] == nil { numbers[label] = numbers.count }
    var members = [[Int]](repeating: [], count: numbers.count)
    for (place, label) in classes.enumerated() { members[numbers[label] ?? 0].append(place) }
    let generator = seed.map { RandomGenerator(seed: $0) }
    var folds = [Int](repeating: 0, count: self.count)
    // Classes in the order of their first examples are dealt to the folds in turn, one after another.
    var dealt = 0
    for places in members {
      let order = generator?.permutation(places.count) ?? Array(places.indices)
      let turns = (dealt..<dealt + places.count).map { $0 % count }.sorted()
      for (turn, place) in zip(turns, order) { folds[places[place]] = turn }
      dealt += places.count
    }
    return DatasetFolds(self, folds, count: count)
  }

  /// As many folds as examples: each is judged once by what is learned from all others.
  public func leaveOneOut() -> DatasetFolds { folds(count) }

  private func requireFolds(_ folds: Int) {
    require(
      folds >= 2 && folds <= count,
      "folds: \(folds) of \(count) examples; there must be 2 to \(count)")
  }
}
