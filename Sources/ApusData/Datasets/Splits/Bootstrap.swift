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
    bootstrapPositions(count, seed: seed).map {
      DatasetSplits(train: subset($0.drawn), test: subset($0.left))
    }
  }

  /// The pair of that number, from 1, of ``bootstraps(_:seed:)``, without memory for those before.
  public func bootstrap(_ number: Int, seed: UInt64 = 0) -> DatasetSplits {
    require(number > 0, "bootstrap: number \(number), expected 1 or more")
    let generator = RandomGenerator(seed: seed)
    for _ in 1..<number {
      for _ in 0..<count { _ = generator.integer(below: count) }
    }
    let positions = bootstrapPositions(from: generator)
    return DatasetSplits(train: subset(positions.drawn), test: subset(positions.left))
  }

  /// The positions of the parts of ``bootstraps(_:seed:)``: those that were drawn, in their order,
  /// and those that were not.
  public func bootstrapPositions(
    _ count: Int, seed: UInt64 = 0
  ) -> [(drawn: [Int], left: [Int])] {
    require(count >= 0, "bootstraps: \(count) of them, expected 0 or more")
    require(self.count > 0 || count == 0, "bootstraps: of a data set without examples")
    let generator = RandomGenerator(seed: seed)
    return (0..<count).map { _ in bootstrapPositions(from: generator) }
  }

  private func bootstrapPositions(from generator: RandomGenerator) -> (drawn: [Int], left: [Int]) {
    var isDrawn = [Bool](repeating: false, count: count)
    let drawn = (0..<count).map { _ in generator.integer(below: count) }
    for position in drawn { isDrawn[position] = true }
    return (drawn, isDrawn.indices.filter { !isDrawn[$0] })
  }
}
