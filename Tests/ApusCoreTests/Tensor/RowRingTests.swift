import ApusTestSupport
import Testing

@testable import ApusCore

@Suite struct RowRingTests {
  private func ring(_ count: Int, capacity: Int = 5) -> RowRing {
    var ring = RowRing(capacity: capacity, width: 2)
    for number in 0..<count { ring.append([Float(number), Float(-number)]) }
    return ring
  }

  private func rows(_ ring: RowRing) -> [Float] { (0..<ring.count).map { ring[$0].first ?? .nan } }

  @Test func keepsTheNewestRows() {
    #expect(ring(0).isEmpty && ring(0).count == 0)
    #expect(rows(ring(3)) == [0, 1, 2] && ring(3).written == 3)
    #expect(rows(ring(5)) == [0, 1, 2, 3, 4])
    #expect(rows(ring(13)) == [8, 9, 10, 11, 12] && ring(13).first == 8)
    #expect(Array(ring(13)[4]) == [12, -12])
    let picked = ring(7).rows(at: [0, 4, 4])
    #expect(picked.shape == [3, 2] && picked.floats == [2, -2, 6, -6, 6, -6])
  }

  @Test(arguments: [0, 1, 4, 5, 6, 9, 10, 23]) func comesBackFromItsRows(_ count: Int) {
    var whole = ring(count)
    let numbers = whole.first..<whole.written
    var copy = RowRing(
      capacity: 5, width: 2, rowsPerSegment: 3, written: count,
      newest: whole.elements(ofRows: numbers))
    #expect(rows(copy) == rows(whole) && copy.written == count && copy.rowsPerSegment == 3)
    for number in 0..<7 {
      whole.append([Float(number), 0])
      copy.append([Float(number), 0])
      #expect(rows(copy) == rows(whole))
    }
  }

  /// What a checkpoint knows of one must not be taken for the other's.
  @Test func copiesThatDifferHaveIdentitiesOfTheirOwn() {
    let first = ring(4)
    var second = first
    #expect(second.identity === first.identity)
    second.append([2, 2])
    #expect(second.identity !== first.identity && first.count == 4 && second.count == 5)
    #expect(rows(first) == [0, 1, 2, 3] && rows(second) == [0, 1, 2, 3, 2])
    let before = ObjectIdentifier(second.identity)
    second.append([3, 3])
    #expect(ObjectIdentifier(second.identity) == before)
  }

  @Test func segmentsHaveAUsefulSize() {
    #expect(RowRing(capacity: 100, width: 5).rowsPerSegment == 3276)
    #expect(RowRing(capacity: 1_000_000, width: 100_000).rowsPerSegment == 1954)
    #expect(RowRing(capacity: 10, width: 100_000).rowsPerSegment == 1)
    #expect(RowRing(capacity: 10, width: 1, rowsPerSegment: 4).rowsPerSegment == 4)
  }

  @Test func misuseTraps() async {
    await #expect(processExitsWith: .failure) { _ = RowRing(capacity: 0, width: 1) }
    await #expect(processExitsWith: .failure) {
      var ring = RowRing(capacity: 1, width: 2)
      ring.append([1])
    }
    await #expect(processExitsWith: .failure) { _ = RowRing(capacity: 1, width: 2)[0] }
  }
}
