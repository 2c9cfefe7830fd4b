import ApusCore

extension Dataset {
  /// `count` bootstrap samples: as many examples as there are, drawn with replacement, to learn from, and those that were
  /// not drawn, some 37 of 100, to judge by.
  ///
  /// The i-th split of a seed is the same however many there are. Traps where the data set is empty.
  /// Source: S2:1870; Efron 1979, Breiman 1996 (out-of-bag examples).
  public func bootstrapSplits(_ count: Int, seed: UInt64 = 0) -> [DatasetSplits] {
    require(self.count > 0, "bootstrapSplits: no examples to draw from")
    let generator = RandomGenerator(seed: seed)
    return (0..<count).map { _ in
      let drawn = (0..<self.count).map { _ in generator.integer(below: self.count) }
      let known = Set(drawn)
      return DatasetSplits(
        train: subset(drawn), test: subset((0..<self.count).filter { !known.contains($0) }))
    }
  }
}
