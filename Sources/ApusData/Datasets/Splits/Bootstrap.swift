import ApusCore

extension Dataset {
  /// `count` pairs of parts: to learn from, as many examples as there are, drawn with replacement;
  /// to judge by, those that were not drawn, a share of about (1 − 1/n)ⁿ ≈ 1/e.
  ///
  /// The first part is in the order of the draws, the other in that of the whole. Source: Efron
  /// 1979; lecture S2, data splits.
  ///
  /// - Parameters:
  ///   - count: how many pairs, at least 0.
  ///   - seed: what the draws follow from; the first pairs of more are the same.
  public func bootstraps(_ count: Int, seed: UInt64 = 0) -> [DatasetSplits] {
    require(count >= 0, "bootstraps: \(count) of them, expected 0 or more")
    require(self.count > 0 || count == 0, "bootstraps: of a data set without examples")
    let generator = RandomGenerator(seed: seed)
    return (0..<count).map { _ in
      var isDrawn = [Bool](repeating: false, count: self.count)
      let drawn = (0..<self.count).map { _ in generator.integer(below: self.count) }
      for position in drawn { isDrawn[position] = true }
      return DatasetSplits(
        train: subset(drawn), test: subset(isDrawn.indices.filter { !isDrawn[$0] }))
    }
  }
}
