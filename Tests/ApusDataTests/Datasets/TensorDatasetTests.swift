import ApusCore
import Testing

@testable import ApusData

struct TensorDatasetTests {
  @Test func classes() throws {
    let set = TensorDataset(features: [0, 1, 2, 3, 4, 5], shape: [2], classes: [1, 0, 1])
    #expect(set.count == 3)
    #expect(set.classNames == ["0", "1"])
    let batch = try set.batch(at: [2, 0])
    #expect(batch.features.shape == [2, 2])
    #expect(batch.features.floats == [4, 5, 0, 1])
    #expect(batch.labels.array(of: Int32.self) == [1, 1])
  }

  @Test func values() throws {
    let set = TensorDataset(
      features: [1, 2, 3], shape: [1], values: [1, 2, 3, 4, 5, 6], valueShape: [2])
    #expect(set.labelType == .values([2]))
    let batch = try set.batch(at: [1, 2])
    #expect(batch.labels.shape == [2, 2])
    #expect(batch.labels.floats == [3, 4, 5, 6])
  }

  @Test func tensors() throws {
    let features = Tensor([[1, 2], [3, 4]] as [[Double]])
    let classified = try TensorDataset(features, Tensor([1, 0] as [Int64])).all()
    #expect(classified.features.dtype == .float32)
    #expect(classified.features.floats == [1, 2, 3, 4])
    #expect(classified.labels.array(of: Int32.self) == [1, 0])
    let scalars = try TensorDataset(features, Tensor([0.5, 1] as [Float])).all()
    #expect(scalars.labels.shape == [2])
    #expect(scalars.labels.floats == [0.5, 1])
  }

  @Test func noExamples() throws {
    let set = TensorDataset(features: [], shape: [3], classes: [])
    #expect(try set.all().features.shape == [0, 3])
  }
}

@Suite struct SequenceLabelTests {
  @Test func aClassForEachTime() throws {
    let labels = Tensor([Int32(0), 1, 2, 1, 0, 3], shape: [2, 3])
    let set = TensorDataset(.zeros([2, 3, 4]), labels)
    #expect(set.count == 2 && set.classNames.count == 4 && set.classes() == nil)
    #expect(set.targets[0].shape == [3] && set.labelType == .classes)
    let batch = set.batch(at: [1, 0], epoch: 0)
    #expect(batch.labels.type == TensorType([2, 3], .int32))
    #expect(batch.labels.array(of: Int32.self) == [1, 0, 3, 0, 1, 2])
    let weighted = try set.weighted(examples: [2, 3], classes: [1, 10, 100, 1000])
    let weights = try #require(try weighted.batch(at: [0, 1], epoch: 0).weights)
    #expect(weights.floats == [2, 20, 200, 30, 3, 3000])
    #expect(weights.shape == [2, 3])
  }
}
