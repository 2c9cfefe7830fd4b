import ApusCore
import ApusData
import Testing

@testable import ApusTraining

@Suite struct MadeDataTests {
  private func examples(seed: UInt64) throws -> [Float] {
    let data = MadeData { _, _ in
      let x = Tensor.randomNormal([6, 2])
      let set = TensorDataset(x, Tensor.zeros([6, 1]))
      return DatasetSplits(train: set, test: set)
    }
    let request = try DataRequest(SettingValues(for: []), seed: seed)
    return try data.load(request).splits.train.all().features.floats
  }

  /// A resumed run makes its data anew.
  @Test func whatIsDrawnFollowsFromTheSeed() throws {
    let first = try examples(seed: 3)
    #expect(try examples(seed: 3) == first)
    #expect(try examples(seed: 4) != first)
    #expect(RandomGenerator.with(seed: 3) { Tensor.randomNormal([6, 2]).floats } != first)
  }
}
