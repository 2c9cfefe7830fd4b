import ApusCore

extension Dataset {
  /// A pair of parts for each example, which alone is judged by: cross-validation with as many
  /// folds as examples.
  ///
  /// Pairs are made when they are asked for. Source: Stone 1974; lecture S2, data splits.
  public func leaveOneOut() -> some RandomAccessCollection<DatasetSplits> {
    (0..<count).lazy.map { left in
      DatasetSplits(
        train: subset((0..<count).lazy.filter { $0 != left }), test: subset(CollectionOfOne(left)))
    }
  }
}
