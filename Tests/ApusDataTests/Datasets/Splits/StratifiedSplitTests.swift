import ApusCore
import ApusData
import Testing

@Suite struct StratifiedSplitTests {
  private let set = TensorDataset(
    features: (0..<100).map(Float.init), shape: [1], classes: (0..<100).map { $0 % 10 == 0 ? 1 : 0 }
  )

  @Test func everyClassKeepsItsShare() throws {
    let splits = try set.stratifiedSplit(testFraction: 0.2, seed: 3)
    #expect(try ClassBalance(of: splits.train).counts == [72, 8])
    #expect(try ClassBalance(of: splits.test).counts == [18, 2])
    let (train, test) = (
      try splits.train.all().features.floats, try splits.test.all().features.floats
    )
    #expect((train + test).sorted() == (0..<100).map(Float.init))
    #expect(train == train.sorted() && test == test.sorted())
  }

  @Test func theSeedDecides() throws {
    func test(_ seed: UInt64) throws -> [Float] {
      try set.stratifiedSplit(seed: seed).test.all().features.floats
    }
    #expect(try test(1) == test(1))
    #expect(try test(1) != test(2))
  }

  @Test func valuesAreOneClass() throws {
    let values = TensorDataset(
      features: [1, 2, 3, 4], shape: [1], values: [1, 2, 3, 4], valueShape: [1])
    let splits = try values.stratifiedSplit(testFraction: 0.25)
    #expect(splits.train.count == 3 && splits.test.count == 1)
  }
}
