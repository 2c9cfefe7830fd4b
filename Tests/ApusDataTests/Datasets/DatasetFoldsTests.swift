import ApusCore
import ApusData
import Foundation
import Testing

@Suite struct DatasetFoldsTests {
  /// A case of `Tests/Golden/folds.json`: classes as digits, and by fold the examples to judge by.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let classes: String
    let folds: Int
    let plain: [[Int]]
    let stratified: [[Int]]
    var testDescription: String { name }

    static let all: [Case] = {
      struct File: Decodable { let cases: [Case] }
      let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Golden/folds.json").standardizedFileURL
      let data = try? Data(contentsOf: file)
      return data.flatMap { try? JSONDecoder().decode(File.self, from: $0).cases } ?? []
    }()
  }

  private func set(_ classes: [Int32]) -> TensorDataset {
    TensorDataset(
      features: classes.indices.map { Float($0) }, shape: [1], classes: classes)
  }

  private func numbers(_ set: any Dataset) throws -> [Int] {
    try set.all().features.floats.map { Int($0) }
  }

  private func check(_ folds: DatasetFolds, _ wanted: [[Int]]? = nil) throws {
    let all = Array(0..<(folds[0].train.count + folds[0].test.count))
    for (place, split) in folds.enumerated() {
      let (train, test) = (try numbers(split.train), try numbers(split.test))
      #expect((train + test).sorted() == all && train == train.sorted())
      if let wanted { #expect(test == wanted[place]) }
    }
    #expect(try folds.flatMap { try numbers($0.test) }.sorted() == all)
  }

  @Test func allCasesAreThere() { #expect(Case.all.count >= 100) }

  @Test(arguments: Case.all) func matchesScikitLearn(_ example: Case) throws {
    let set = set(example.classes.compactMap { $0.wholeNumberValue.map { Int32($0) } })
    try check(set.folds(example.folds), example.plain)
    try check(try set.stratifiedFolds(example.folds), example.stratified)
    try check(set.folds(example.folds, seed: 1))
    let drawn = try set.stratifiedFolds(example.folds, seed: 1)
    try check(drawn)
    #expect(drawn.map(\.test.count) == example.stratified.map(\.count))
  }

  @Test func theSeedDecides() throws {
    let set = set((0..<30).map { $0 % 3 })
    let tests = { (seed: UInt64) in try set.folds(3, seed: seed).map { try numbers($0.test) } }
    #expect(try tests(1) == tests(1))
    #expect(try tests(1) != tests(2))
    let strata = { (seed: UInt64) in
      try set.stratifiedFolds(3, seed: seed).map { try numbers($0.test) }
    }
    #expect(try strata(1) == strata(1))
    #expect(try strata(1) != strata(2))
  }

  @Test func oneIsLeftOut() throws {
    let folds = set([0, 1, 0]).leaveOneOut()
    #expect(try folds.map { try numbers($0.test) } == [[0], [1], [2]])
    try check(folds)
  }

  @Test func bootstrapSamples() throws {
    let set = set([Int32](repeating: 0, count: 200))
    let splits = set.bootstrapSplits(10, seed: 3)
    var out = 0
    for split in splits {
      let (train, test) = (try numbers(split.train), try numbers(split.test))
      #expect(train.count == 200 && Set(train).isDisjoint(with: test))
      #expect(Set(train).union(test).count == 200)
      out += test.count
    }
    #expect(abs(Double(out) / 2000 - exp(-1)) < 0.05)
    let again = set.bootstrapSplits(2, seed: 3)
    #expect(try numbers(again[1].train) == numbers(splits[1].train))
    #expect(try numbers(set.bootstrapSplits(1, seed: 4)[0].train) != numbers(splits[0].train))
  }
}
