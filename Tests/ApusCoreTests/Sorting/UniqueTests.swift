import Testing

@testable import ApusCore

@Suite struct UniqueTests {
  @Test func valuesCountsAndPlaces() {
    let x = Tensor([[3, 1, 3], [2, 1, 3]])
    let (values, counts, inverse) = x.uniqueWithCounts()
    #expect(values.array() == [1, 2, 3] as [Int32] && counts.array() == [2, 1, 3] as [Int])
    #expect(inverse.shape == x.shape && inverse.doubles == [2, 0, 2, 1, 0, 2])
    #expect(values.gathered(at: inverse).doubles == x.doubles)
    #expect(Tensor([Int64.max, .max - 1, .max]).unique().array() == [Int64.max - 1, .max])
    #expect(Tensor([true, true]).unique().doubles == [1])
    #expect(Tensor.zeros([0]).unique().shape == [0] && Tensor(5).unique().doubles == [5])
  }

  @Test func notANumberIsOneValue() {
    let (values, counts, inverse) = Tensor([.nan, 1, .nan, -0.0, 0]).uniqueWithCounts()
    #expect(values.floats.count == 3 && values.floats[2].isNaN && values.floats[1] == 1)
    #expect(counts.doubles == [2, 1, 2] && inverse.doubles == [2, 1, 2, 0, 0])
  }
}
