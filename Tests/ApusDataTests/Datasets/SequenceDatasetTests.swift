import ApusCore
import Testing

@testable import ApusData

@Suite struct SequenceDatasetTests {
  @Test func examplesArePaddedToTheLongest() throws {
    let tokens = [[3, 1, 4], [1, 5], [], [9]].map {
      Tensor($0.map { Int32($0) }, shape: [$0.count])
    }
    let data = SequenceDataset(
      tokens, named: "tokens", classes: [0, 1, 1, 0], classNames: ["a", "b"], padding: -1)
    let batch = data.batch(at: [1, 0, 2], epoch: 0)
    #expect(batch.inputs.names == ["tokens", "tokens.lengths", "tokens.mask"])
    #expect(batch.features.shape == [3, 3] && batch.features.dtype == .int32)
    #expect(batch.features.doubles == [1, 5, -1, 3, 1, 4, -1, -1, -1])
    #expect(batch.inputs["tokens.lengths"]?.doubles == [2, 3, 0])
    #expect(batch.inputs["tokens.mask"]?.doubles == [1, 1, 0, 1, 1, 1, 0, 0, 0])
    #expect(batch.inputs["tokens.mask"]?.dtype == .bool)
    #expect(batch.labels.doubles == [1, 0, 1])
    #expect(data.inputs[0].shape == nil && data.inputs[0].extents == [nil])
    #expect(data.length(at: 1) == 2 && data.classes() == [0, 1, 1, 0])
    #expect(data.batch(at: [2], epoch: 0).features.shape == [1, 1])
  }

  @Test func stepsMayHaveAxes() {
    let a = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    let b = Tensor([5, 6] as [Float], shape: [1, 2])
    let data = SequenceDataset([a, b], values: Tensor([0.5, 1.5] as [Float]))
    let batch = data.batch(at: [0, 1], epoch: 3)
    #expect(batch.features.shape == [2, 2, 2])
    #expect(batch.features.floats == [1, 2, 3, 4, 5, 6, 0, 0])
    #expect(batch.labels.floats == [0.5, 1.5] && data.classes() == nil)
    let wide = Values.padding([a, b], named: "x", with: 7, toMultipleOf: 4)
    #expect(wide["x"]?.shape == [2, 4, 2])
    #expect(wide["x"]?.floats.suffix(4) == [7, 7, 7, 7])
    #expect(wide["x.lengths"]?.doubles == [2, 1])
  }
}
