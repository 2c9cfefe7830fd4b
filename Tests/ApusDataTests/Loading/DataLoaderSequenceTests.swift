import ApusCore
import Testing

@testable import ApusData

@Suite struct DataLoaderSequenceTests {
  private let data = TensorDataset(
    features: (0..<20).map { Float($0) }, shape: [1], classes: (0..<20).map { _ in 0 })

  private func pass(_ loader: DataLoader) -> [Float] { loader.flatMap { $0.features.floats } }

  @Test func eachPassIsTheNextEpoch() throws {
    let loader = DataLoader(data, batchSize: 6, shuffleSeed: 3)
    for epoch in 0..<3 {
      #expect(pass(loader) == loader.order(epoch: epoch).map { Float($0) })
    }
    let copy = loader
    #expect(pass(copy) == loader.order(epoch: 3).map { Float($0) })
    #expect(pass(loader) != pass(loader))
  }

  @Test func withoutASeedTheOrderStays() {
    let loader = DataLoader(data, batchSize: 6)
    #expect(pass(loader) == (0..<20).map { Float($0) })
    #expect(pass(loader) == (0..<20).map { Float($0) })
  }
}
