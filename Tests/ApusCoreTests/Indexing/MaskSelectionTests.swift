import Testing

@testable import ApusCore

@Suite struct MaskSelectionTests {
  @Test func rowsAndElements() {
    let x = numbered([3, 2])
    let rows = Tensor([true, false, true])
    #expect(x.selected(where: rows).doubles == [0, 1, 4, 5])
    #expect(x.selected(where: rows).shape == [2, 2])
    let elements = Tensor([true, false, false, true, true, false], shape: [3, 2])
    #expect(x.selected(where: elements).doubles == [0, 3, 4])
    #expect(x.selected(where: Tensor([false, false, false])).shape == [0, 2])
    #expect(rows.trueIndices.array(of: Int64.self) == [0, 2])
  }

  @Test func gradients() {
    expectGradients(at: point([3, 2])) { x in
      let y = x.selected(where: Tensor([true, false, true]))
      return y * y * y
    }
  }
}
