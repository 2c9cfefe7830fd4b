import ApusCore

extension Dataset {
  /// `count` pairs of parts for cross-validation: each example is in the test part of exactly one.
  ///
  /// Parts of an undivided order: the first n mod k folds judge by ⌈n / k⌉ examples, the others by
  /// ⌊n / k⌋. All parts keep the order of the whole. Source: Stone 1974; lecture S2, data splits;
  /// scikit-learn `KFold`.
  ///
  /// - Parameters:
  ///   - count: k, from 2 to the number of examples.
  ///   - seed: what the draw follows from; nil takes neighbours together.
  public func kFolds(_ count: Int, seed: UInt64? = nil) -> [DatasetSplits] {
    let size = self.count
    require(2...max(2, size) ~= count && size >= 2, "kFolds: \(count) folds of \(size) examples")
    let order = seed.map { RandomGenerator(seed: $0).permutation(size) } ?? Array(0..<size)
    var folds = [Int](repeating: 0, count: size)
    var begin = 0
    for fold in 0..<count {
      let end = begin + size / count + (fold < size % count ? 1 : 0)
      for position in order[begin..<end] { folds[position] = fold }
      begin = end
    }
    return splits(byFold: folds, count: count)
  }

  /// Each fold in turn as the test part, all others as the part to learn from.
  ///
  /// - Parameter folds: the number of each example's fold.
  func splits(byFold folds: [Int], count: Int) -> [DatasetSplits] {
    (0..<count).map { fold in
      DatasetSplits(
        train: subset(folds.indices.filter { folds[$0] != fold }),
        test: subset(folds.indices.filter { folds[$0] == fold }))
    }
  }
}
