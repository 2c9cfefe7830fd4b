import ApusCore
import Testing

@testable import ApusData

@Suite struct DatasetTransformsTests {
  private let data = TensorDataset(
    features: (0..<10).map { Float($0) }, shape: [1], classes: (0..<10).map { $0 % 3 },
    classNames: ["a", "b", "c"])

  private func features(_ data: any Dataset) throws -> [Float] {
    try data.all().features.floats
  }

  @Test func partsOfDataSets() throws {
    #expect(try features(data.take(3)) == [0, 1, 2])
    #expect(data.take(99).count == 10 && data.take(0).count == 0)
    #expect(try features(data.skip(8)) == [8, 9])
    #expect(data.skip(99).count == 0)
    #expect(try features(data.filter { $0.features.item > 7 }) == [8, 9])
    #expect(try features(data.filter(classes: ["c", "a"])) == [0, 2, 3, 5, 6, 8, 9])
    let shuffled = try features(data.shuffled(seed: 4))
    #expect(shuffled != shuffled.sorted() && shuffled.sorted() == (0..<10).map { Float($0) })
    #expect(try features(data.shuffled(seed: 4)) == shuffled)
  }

  @Test func mappedDataSets() throws {
    let doubled = data.map { batch in
      var batch = batch
      batch.inputs[0] = batch.features * 2
      return batch
    }
    #expect(try features(doubled) == (0..<10).map { 2 * Float($0) })
    #expect(try doubled.classes() == data.classes())
    let other = data.map(inputs: [Field("twice", [2])]) { batch in
      Batch(
        inputs: ["twice": Tensor.concatenated([batch.features, batch.features], axis: 1)],
        targets: batch.targets)
    }
    #expect(other.featureShape == [2] && other.inputs[0].name == "twice")
    #expect(try features(other.take(2)) == [0, 0, 1, 1])
  }

  @Test func concatenatedDataSets() throws {
    let both = data.take(3).concatenated(with: data.skip(8))
    #expect(try features(both) == [0, 1, 2, 8, 9])
    #expect(try both.classes() == [0, 1, 2, 2, 0])
    let batch = try both.batch(at: [4, 0, 1, 3, 2])
    #expect(batch.features.floats == [9, 0, 1, 8, 2] && batch.labels.doubles == [0, 0, 1, 2, 2])
    #expect(batch.count == 5)
  }

  @Test func loadersAreSequences() {
    var seen: [Float] = []
    for batch in data.batched(4) { seen += batch.features.floats }
    #expect(seen == (0..<10).map { Float($0) })
    #expect(data.batched(4, dropsLast: true).map(\.count) == [4, 4])
    let shuffled = data.batched(4, shuffleSeed: 1).flatMap { $0.features.floats }
    #expect(shuffled != seen && shuffled.sorted() == seen)
  }
}
