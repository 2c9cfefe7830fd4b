import ApusCore

extension Dataset {
  /// Two parts in which each class has the share that it has in the whole.
  ///
  /// Each class gives the nearest whole number of its examples to the test part, drawn by the
  /// seed; a data set of values is taken as one class. Both parts keep the order of the whole.
  ///
  /// - Parameters:
  ///   - testFraction: the share to judge by, above 0 and below 1.
  ///   - seed: what the draw follows from.
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  public func stratifiedSplit(testFraction: Double = 0.2, seed: UInt64 = 0) throws -> DatasetSplits
  {
    require(
      testFraction > 0 && testFraction < 1,
      "stratifiedSplit: a test part of \(testFraction); it must be above 0 and below 1")
    let classes = try classes() ?? [Int](repeating: 0, count: count)
    let isTest = stratifiedChoice(of: classes, share: testFraction, seed: seed)
    return DatasetSplits(
      train: subset(isTest.indices.filter { !isTest[$0] }),
      test: subset(isTest.indices.filter { isTest[$0] }))
  }

  /// The positions of each class's examples; all together where labels are values.
  func membersOfClasses() throws -> [[Int]] {
    members(of: try classes() ?? [Int](repeating: 0, count: count))
  }
}

/// Which examples are drawn where each class gives the nearest whole number of its examples to a
/// share.
func stratifiedChoice(of classes: [Int], share: Double, seed: UInt64) -> [Bool] {
  let generator = RandomGenerator(seed: seed)
  var isDrawn = [Bool](repeating: false, count: classes.count)
  for positions in members(of: classes) {
    let count = Int((Double(positions.count) * share).rounded())
    for at in generator.permutation(positions.count).prefix(count) { isDrawn[positions[at]] = true }
  }
  return isDrawn
}

/// The positions of the examples of each class.
private func members(of classes: [Int]) -> [[Int]] {
  var members: [[Int]] = Array(repeating: [], count: (classes.max() ?? 0) + 1)
  for (position, label) in classes.enumerated() { members[label].append(position) }
  return members
}
