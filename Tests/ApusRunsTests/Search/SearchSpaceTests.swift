import ApusNN
import ApusTestSupport
import Foundation
import Testing

@testable import ApusRuns
@testable import ApusTraining

@Suite struct SearchSpaceTests {
  private struct Golden: Decodable {
    struct Case: Decodable {
      struct Numbers: Decodable {
        let low: Double
        let high: Double
        let isWhole: Bool
        let scale: SearchRange.Scale
        let step: Double?
      }
      let name: String
      let range: Numbers
      let shares: [Double]
      let values: [Double]
    }
    let cases: [Case]
    let halton: [[Double]]
  }

  private func golden() throws -> Golden { try goldenFile("search") }

  @Test func rangesGiveTheNumbersOfOptunaAndKerasTuner() throws {
    let cases = try golden().cases
    #expect(cases.count == 11)
    for one in cases {
      let range = SearchRange(
        one.range.low, one.range.high, isWhole: one.range.isWhole, scale: one.range.scale,
        step: one.range.step)
      #expect(range.problem == nil)
      for (share, expected) in zip(one.shares, one.values) {
        let value = range.value(at: share)
        // Reals have about four digits of what the range allows.
        let width =
          one.range.scale == .linear
          ? one.range.high - one.range.low
          : expected * min(1, log(one.range.high / one.range.low))
        let tolerance = one.range.isWhole || one.range.step != nil ? 1e-12 : 5.001e-4 * width
        #expect(
          abs(value - expected) <= tolerance, "\(one.name) at \(share): \(value), \(expected)")
      }
    }
  }

  @Test func haltonIsThatOfSciPy() throws {
    let points = try golden().halton
    let primes = [2, 3, 5, 7, 11, 13, 17]
    for (index, point) in points.enumerated() {
      for (coordinate, base) in zip(point, primes) {
        #expect(abs(PointSequence.radicalInverse(index + 1, base: base) - coordinate) < 1e-15)
      }
    }
    // Any interval of a third holds a third of 3ᵏ points, wherever the seed has moved them.
    for seed in 0..<4 as Range<UInt64> {
      let second = (0..<81).map {
        PointSequence.halton.point($0, dimensions: 3, seed: seed)[1]
      }
      #expect(second.allSatisfy { (0..<1).contains($0) })
      #expect((26...28).contains(second.filter { (0.2..<0.2 + 1.0 / 3).contains($0) }.count))
    }
  }

  @Test func randomPointsFollowFromTheSeed() {
    let points = (0..<200).map { PointSequence.random.point($0, dimensions: 3, seed: 9) }
    #expect(points == (0..<200).map { PointSequence.random.point($0, dimensions: 3, seed: 9) })
    #expect(Set(points).count == 200)
    #expect(points[0] != PointSequence.random.point(0, dimensions: 3, seed: 10))
    let mean = points.map { $0[2] }.reduce(0, +) / 200
    #expect(abs(mean - 0.5) < 0.07)
  }

  @Test func numbersStayShort() {
    let rates = SearchRange(1e-4, 1e-1, isWhole: false, scale: .logarithmic)
    let shares = SearchRange(0, 0.5, isWhole: false)
    for share in stride(from: 0.0, to: 1, by: 0.0137) {
      for value in [rates.value(at: share), shares.value(at: share)] {
        #expect(ConfigurationValue.shortest(value).plainText.count <= 9, "\(value)")
      }
    }
    #expect(rates.value(at: 0) == 1e-4)
    #expect(ConfigurationValue.shortest(3) == .integer(3))
  }

  @Test func gridsTakeEveryCombinationThatCounts() throws {
    let space = try SearchSpace([
      .choice("optimizer", ["adam", "sgd"]),
      .real("momentum", 0...0.9, step: 0.45, when: .init("optimizer", ["sgd"])),
      .integer("hidden", 16...64, scale: .logarithmic, step: 2),
    ])
    let grid = try space.grid()
    #expect(grid.count == 3 + 3 * 3)
    #expect(Set(grid).count == grid.count)
    #expect(grid[0] == ["optimizer": "adam", "hidden": 16])
    #expect(grid[1] == ["optimizer": "adam", "hidden": 32])
    #expect(grid.last == ["optimizer": "sgd", "momentum": 0.9, "hidden": 64])
    let rates = SearchRange(1e-4, 1, isWhole: false, scale: .logarithmic)
    #expect(rates.gridValues == [1e-4, 1e-3, 1e-2, 1e-1, 1])
    #expect(SearchRange(1, 3, isWhole: true).gridValues == [1, 2, 3])
    #expect(SearchRange(1, 100, isWhole: true, levels: 4).gridValues == [1, 34, 67, 100])
    let large = try SearchSpace(
      (0..<5).map { .real("x\($0)", 0...1, levels: 10) })
    #expect(throws: TrainingError.self) { try large.grid() }
  }

  @Test func conditionsLeaveValuesOut() throws {
    let space = try SearchSpace([
      .choice("optimizer", ["adam", "sgd"]),
      .real("momentum", 0...0.9, when: .init("optimizer", ["sgd"])),
    ])
    #expect(space.values(at: [0.2, 0.5]) == ["optimizer": "adam"])
    #expect(space.values(at: [0.7, 0.5]) == ["optimizer": "sgd", "momentum": 0.45])
    // Values that do not count make no trial another: adam alone is one.
    let drawn = space.distinctValues(50, .random, seed: 1)
    #expect(Set(drawn).count == 50)
    #expect(drawn.filter { $0["optimizer"] == "adam" }.count == 1)
    #expect(try SearchSpace([.choice("a", [1, 2])]).distinctValues(9, .halton, seed: 0).count == 2)
  }

  @Test(
    arguments: [
      ([], "no hyperparameter"),
      ([.choice("a", [])], "no values"),
      ([.choice("a", [1, 1])], "twice"),
      ([.choice("a", [1]), .choice("a", [2])], "there twice"),
      ([.choice("", [1])], "no name"),
      ([.real("a", 0...1, scale: .logarithmic)], "above 0"),
      ([.real("a", 0...1, step: 0)], "above 0"),
      ([.real("a", 1...2, scale: .logarithmic, step: 1)], "factor above 1"),
      ([.integer("a", 1...9, step: 0.5)], "whole number"),
      ([.real("a", 0...1, levels: 1)], "levels"),
      ([.real("a", 0 ... .infinity)], "no range"),
      ([Hyperparameter("a", .range(.init(2, 1, isWhole: false)))], "no range"),
      ([Hyperparameter("a", .range(.init(0.5, 1, isWhole: true)))], "whole numbers"),
      ([.choice("a", [1], when: .init("b", [2]))], "must come before"),
      ([.real("b", 0...1), .choice("a", [1], when: .init("b", [1]))], "not a choice"),
      ([.choice("b", [1]), .choice("a", [1], when: .init("b", [2]))], "none of its choices"),
    ] as [([Hyperparameter], String)])
  func impossibleSpacesThrow(_ hyperparameters: [Hyperparameter], _ part: String) {
    do {
      _ = try SearchSpace(hyperparameters)
      Issue.record("no error: \(part)")
    } catch {
      #expect("\(error)".contains(part), "\(error)")
    }
  }

  @Test func spacesComeBackFromJSON() throws {
    let space = try SearchSpace([
      .choice("optimizer", ["adam", "sgd"]),
      .real("momentum", 0...0.9, when: .init("optimizer", ["sgd"])),
      .integer("hidden", 16...64, scale: .logarithmic, step: 2, levels: 7),
      .choice("shuffled", [true, false, 1, 0.5]),
    ])
    let data = try JSONEncoder().encode(space)
    #expect(try JSONDecoder().decode(SearchSpace.self, from: data) == space)
    let broken =
      #"[{"name": "a", "range": {"low": 2, "high": 1, "isWhole": false, "#
      + #""scale": "linear", "levels": 5}}]"#
    #expect(throws: TrainingError.self) {
      try JSONDecoder().decode(SearchSpace.self, from: Data(broken.utf8))
    }
  }
}
