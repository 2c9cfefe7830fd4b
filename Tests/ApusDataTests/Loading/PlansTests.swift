import ApusCore
import ApusFiles
import ApusTestSupport
import Testing

@testable import ApusData

@Suite struct PlansTests {
  private func counts(_ plan: some BatchPlan, epochs: Int, of count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for epoch in 0..<epochs {
      for position in plan.epoch(epoch).order { counts[position] += 1 }
    }
    return counts
  }

  /// The batches of an epoch.
  private func batches(_ plan: some BatchPlan, _ epoch: Int = 0) -> [[Int]] {
    let epoch = plan.epoch(epoch)
    return (0..<epoch.count).map { Array(epoch[$0]) }
  }

  @Test func weightsDecideHowOftenAnExampleComes() {
    let weights = [1.0, 0, 3, 2, 0, 4, 0]
    let plan = WeightedPlan(weights, batchSize: 8, count: 1000, seed: 5)
    let found = counts(plan, epochs: 20, of: weights.count)
    for (count, weight) in zip(found, weights) {
      // Five standard deviations.
      let share = weight / 10
      let deviation = (20_000 * share * (1 - share)).squareRoot()
      #expect(abs(Double(count) - 20_000 * share) <= 5 * deviation, "\(found)")
    }
    #expect(plan.batchCount(epoch: 3) == 125 && plan.epoch(3).count == 125)
    #expect(
      plan.epoch(2).order
        == WeightedPlan(weights, batchSize: 8, count: 1000, seed: 5).epoch(2).order)
    #expect(plan.epoch(2).order != plan.epoch(3).order)
    #expect(WeightedPlan(weights, batchSize: 3, seed: 0).epoch(0).order.count == 7)
  }

  @Test func balancedBatchesHoldAllClassesEqually() {
    let classes = (0..<100).map { $0 < 90 ? 0 : $0 < 97 ? 1 : 3 }
    let plan = BalancedPlan(classes: classes, batchSize: 9, seed: 2)
    for batch in batches(plan) where batch.count == 9 {
      for label in [0, 1, 3] { #expect(batch.count { classes[$0] == label } == 3) }
    }
    #expect(plan.batchCount(epoch: 0) == 12 && plan.epoch(0).count == 12)
    // No example of a class comes twice before all have come once.
    let rare = plan.epoch(1).order.filter { classes[$0] == 3 }
    for start in stride(from: 0, to: rare.count - 2, by: 3) {
      #expect(Set(rare[start..<start + 3]) == [97, 98, 99])
    }
    #expect(plan.epoch(0).order != plan.epoch(1).order)
    #expect(
      plan.epoch(1).order == BalancedPlan(classes: classes, batchSize: 9, seed: 2).epoch(1).order)
    let many = BalancedPlan(classes: classes, batchSize: 10, count: 300, seed: 2)
    #expect(counts(many, epochs: 1, of: 100)[..<90].allSatisfy { $0 >= 1 })
  }

  @Test func bucketsHoldSimilarLengths() {
    let generator = RandomGenerator(seed: 9)
    let lengths = (0..<5000).map { _ in 1 + generator.integer(below: 200) }
    func padding(_ batches: [[Int]]) -> Double {
      let padded = batches.reduce(0) { $0 + $1.count * ($1.map { lengths[$0] }.max() ?? 0) }
      return Double(padded) / Double(lengths.reduce(0, +)) - 1
    }
    let plan = BucketPlan(lengths: lengths, batchSize: 32, window: 20, seed: 1)
    let found = batches(plan)
    #expect(found.flatMap { $0 }.sorted() == Array(0..<5000))
    #expect(found.allSatisfy { $0.count <= 32 })
    #expect(padding(found) < 0.08)
    #expect(padding(batches(ShuffledPlan(count: 5000, batchSize: 32, seed: 1))) > 0.6)
    // Neither in the order of lengths nor the same in each epoch.
    let longest = found.map { $0.map { lengths[$0] }.max() ?? 0 }
    #expect(longest != longest.sorted() && found != batches(plan, 1))
    #expect(found == batches(BucketPlan(lengths: lengths, batchSize: 32, window: 20, seed: 1)))
    let sorted = batches(BucketPlan(lengths: lengths, batchSize: 32, seed: nil))
    #expect(sorted.flatMap { $0 }.map { lengths[$0] } == lengths.sorted())
  }

  @Test func batchesKeepABudgetOfTokens() {
    let lengths = [3, 900, 5, 5, 1, 40, 2, 30, 0, 7]
    let plan = BucketPlan(lengths: lengths, batchSize: 100, mostTokens: 64, seed: 0)
    let found = batches(plan)
    #expect(found.flatMap { $0 }.sorted() == Array(0..<10))
    for batch in found where batch != [1] {
      #expect(batch.count * (batch.map { lengths[$0] }.max() ?? 0) <= 64)
    }
    // One that is longer than the budget stands alone.
    #expect(found.contains([1]))
    #expect(plan.batchCount(epoch: 0) == found.count)
  }

  @Test func streamsGiveTheSameBatchesAgain() throws {
    func source(_ resumption: Resumption = .replays) -> StreamSource {
      StreamSource(inputs: [Field("x", [1])], resumption: resumption) { epoch in
        var number = 0
        return {
          guard number < 5 else { return nil }
          number += 1
          return Batch(inputs: ["x": Tensor([Float(10 * epoch + number)], shape: [1, 1])])
        }
      }
    }
    let stream = source()
    try stream.begin(epoch: 2, batch: 3)
    #expect(try stream.next()?.features.item == 24)
    #expect(try stream.next()?.features.item == 25)
    #expect(try stream.next() == nil)
    #expect(stream.batchCount(epoch: 0) == nil && stream.exampleCount == nil)
    #expect(throws: DataError.self) { try stream.begin(epoch: 0, batch: 6) }
    let pipe = source(.impossible("a pipe can be read only once"))
    try pipe.begin(epoch: 0, batch: 0)
    let error = #expect(throws: DataError.self) { try pipe.begin(epoch: 0, batch: 1) }
    #expect(error?.problem.contains("a pipe can be read only once") == true)
  }
}
