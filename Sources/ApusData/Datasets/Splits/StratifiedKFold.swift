import ApusCore

extension Dataset {
  /// `count` pairs of parts for cross-validation in which every class is spread evenly: numbers of
  /// its examples in two test parts differ by one at most, and so do the parts' sizes.
  ///
  /// Each example is in the test part of exactly one pair. Examples are shuffled within their class
  /// and dealt out like cards, class after class; a data set of values is taken as one class. All
  /// parts keep the order of the whole. Source: Kohavi 1995; scikit-learn `StratifiedKFold`.
  ///
  /// - Parameters:
  ///   - count: k, from 2 to the number of examples.
  ///   - seed: what the draw follows from.
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  public func stratifiedKFolds(_ count: Int, seed: UInt64 = 0) throws -> [DatasetSplits] {
    let size = self.count
    require(
      2...max(2, size) ~= count && size >= 2,
      "stratifiedKFolds: \(count) folds of \(size) examples")
    let generator = RandomGenerator(seed: seed)
    var folds = [Int](repeating: 0, count: size)
    var dealt = 0
    for positions in try membersOfClasses() {
      for at in generator.permutation(positions.count) {
        folds[positions[at]] = dealt % count
        dealt += 1
      }
    }
    return splits(byFold: folds, count: count)
  }
}
