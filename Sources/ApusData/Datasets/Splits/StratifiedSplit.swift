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
    let generator = RandomGenerator(seed: seed)
    var isTest = [Bool](repeating: false, count: count)
    for positions in try membersOfClasses() {
      let share = Int((Double(positions.count) * testFraction).rounded())
      for at in generator.permutation(positions.count).prefix(share) {
        isTest[positions[at]] = true
      }
    }
    return DatasetSplits(
      train: subset(isTest.indices.filter { !isTest[$0] }),
      test: subset(isTest.indices.filter { isTest[$0] }))
  }

  /// The positions of each class's examples; all together where labels are values.
  func membersOfClasses() throws -> [[Int]] {
    let classes = try classes() ?? [Int](repeating: 0, count: count)
    var members: [[Int]] = Array(repeating: [], count: (classes.max() ?? 0) + 1)
    for (position, label) in classes.enumerated() { members[label].append(position) }
    return members
  }
}
