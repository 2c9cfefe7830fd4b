import ApusCore

extension Dataset {
  /// Two parts drawn without regard to classes; the nearest whole number of examples to
  /// `testFraction` goes to the test part. Both parts keep the order of the whole.
  ///
  /// ``stratifiedSplit(testFraction:seed:)`` keeps the shares of classes. Source: lecture S2, data
  /// splits.
  ///
  /// - Parameters:
  ///   - testFraction: the share to judge by, above 0 and below 1.
  ///   - seed: what the draw follows from.
  public func holdOut(testFraction: Double = 0.2, seed: UInt64 = 0) -> DatasetSplits {
    require(
      testFraction > 0 && testFraction < 1,
      "holdOut: a test part of \(testFraction); it must be above 0 and below 1")
    let share = Int((Double(count) * testFraction).rounded())
    let order = RandomGenerator(seed: seed).permutation(count)
    return DatasetSplits(
      train: subset(order.dropFirst(share).sorted()), test: subset(order.prefix(share).sorted()))
  }
}
