import ApusCore
import ApusData
import Testing

/// What every way to split promises: parts that are disjoint, complete and of the right size.
@Suite struct SplitsTests {
  /// Examples whose feature is their position; one of seven is of class 1, one of fourteen of 2.
  private func numbers(_ count: Int) -> TensorDataset {
    TensorDataset(
      features: (0..<count).map(Float.init), shape: [1],
      classes: (0..<count).map { $0 % 14 == 3 ? 2 : $0 % 7 == 0 ? 1 : 0 },
      classNames: ["a", "b", "c"])
  }

  private func members(_ set: any Dataset) throws -> [Int] {
    try set.all().features.floats.map { Int($0) }
  }

  /// Checks that test parts divide the whole, and each training part is the rest; gives test parts.
  private func expectDivision(_ folds: [DatasetSplits], of count: Int) throws -> [[Int]] {
    let tests = try folds.map { try members($0.test) }
    #expect(tests.joined().sorted() == Array(0..<count))
    for (fold, test) in zip(folds, tests) {
      let train = try members(fold.train)
      #expect((train + test).sorted() == Array(0..<count))
      #expect(train == train.sorted() && test == test.sorted())
    }
    return tests
  }

  @Test(arguments: [(10, 2), (10, 3), (103, 10), (5, 5), (2, 2)])
  func folds(count: Int, folds: Int) throws {
    for seed in [nil, 1, 2] as [UInt64?] {
      let tests = try expectDivision(numbers(count).kFolds(folds, seed: seed), of: count)
      #expect(tests.count == folds)
      #expect(
        tests.map(\.count) == (0..<folds).map { count / folds + ($0 < count % folds ? 1 : 0) })
      if seed == nil { #expect(tests[0] == Array(0..<tests[0].count)) }
    }
  }

  @Test func theSeedDecides() throws {
    func tests(_ seed: UInt64) throws -> [[Int]] {
      try numbers(40).kFolds(4, seed: seed).map { try members($0.test) }
        + numbers(40).stratifiedKFolds(4, seed: seed).map { try members($0.test) }
        + numbers(40).bootstraps(3, seed: seed).map { try members($0.train) }
        + [members(numbers(40).holdOut(seed: seed).test)]
    }
    #expect(try tests(1) == tests(1))
    #expect(try zip(tests(1), tests(2)).allSatisfy { $0 != $1 })
  }

  @Test(arguments: [(140, 5), (143, 10), (20, 20), (29, 2)])
  func stratifiedFolds(count: Int, folds: Int) throws {
    let set = numbers(count)
    let splits = try set.stratifiedKFolds(folds, seed: 3)
    let tests = try expectDivision(splits, of: count)
    let sizes = tests.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    let balances = try splits.map { try ClassBalance(of: $0.test).counts }
    for label in 0..<3 {
      let counts = balances.map { $0[label] }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
    }
  }

  @Test func leaveOneOut() throws {
    let splits = numbers(12).leaveOneOut()
    #expect(splits.count == 12)
    #expect(try expectDivision(Array(splits), of: 12) == (0..<12).map { [$0] })
  }

  @Test func bootstraps() throws {
    let set = numbers(1000)
    let samples = set.bootstraps(20, seed: 5)
    var out = 0
    for sample in samples {
      let (train, test) = (try members(sample.train), try members(sample.test))
      #expect(train.count == 1000)
      #expect(Set(train).union(test) == Set(0..<1000) && Set(train).isDisjoint(with: test))
      #expect(test == test.sorted())
      out += test.count
    }
    // (1 − 1/n)ⁿ = 0.3677 for n = 1000.
    #expect(abs(Double(out) / 20_000 - 0.3677) < 0.01)
    let fewer = try set.bootstraps(2, seed: 5).map { try members($0.train) }
    #expect(try fewer == samples.prefix(2).map { try members($0.train) })
    let second = set.bootstrap(2, seed: 5)
    #expect(try members(second.train) == members(samples[1].train))
    #expect(try members(second.test) == members(samples[1].test))
  }

  @Test func holdOut() throws {
    let split = numbers(103).holdOut(testFraction: 0.25, seed: 1)
    #expect(split.test.count == 26)
    let (train, test) = (try members(split.train), try members(split.test))
    #expect((train + test).sorted() == Array(0..<103))
    #expect(train == train.sorted() && test == test.sorted() && test != Array(0..<26))
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = SplitsTests().numbers(3).kFolds(4) }
    await #expect(processExitsWith: .failure) { _ = SplitsTests().numbers(3).kFolds(1) }
    await #expect(processExitsWith: .failure) {
      _ = try SplitsTests().numbers(1).stratifiedKFolds(2)
    }
    await #expect(processExitsWith: .failure) {
      _ = SplitsTests().numbers(3).holdOut(testFraction: 1)
    }
  }
}
