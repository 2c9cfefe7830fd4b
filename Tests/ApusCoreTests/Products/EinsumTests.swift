import Testing

@testable import ApusCore

@Suite struct EinsumTests {
  @Test func asInPyTorch() throws {
    for golden in try GoldenCase.read("matrices", kinds: ["einsum"]) {
      golden.check { [einsum(golden.text("equation"), $0)] }
    }
  }

  @Test func gradients() {
    let a = Tensor.randomNormal([2, 3, 3], dtype: .float64),
      b = Tensor.randomNormal([3, 4], dtype: .float64)
    expectGradients(at: [a, b]) { einsum("bij,jk->bik", $0[0], $0[1]) }
    expectGradients(at: [a, b]) { einsum("bii,ik->k", $0[0], $0[1]) }
    expectGradients(at: [a]) { einsum("bij,cij->bc", $0[0], $0[0]) }
  }

  @Test func elementTypes() {
    #expect(einsum("i,i->", Tensor([1, 2]), Tensor([3, 4])).type == TensorType([], .int32))
    #expect(einsum("i,i->", Tensor([1, 2]), Tensor([3, 4])).item == 11)
    #expect(einsum("i,i", Tensor([true, true]), Tensor([2.0, 3])).item == 5)
    #expect(
      einsum("ij , jk -> ik", .ones([2, 0]), .ones([0, 3])).floats == Array(repeating: 0, count: 6))
  }

  @Test func vectors() {
    let a = Tensor([1.0, 2, 3]), b = Tensor([4.0, 5, 6])
    #expect(dot(a, b).item == 32)
    #expect(outer(a, Tensor([1.0, 10])).floats == [1, 10, 2, 20, 3, 30])
    let x = a.cast(to: .float64), y = b.cast(to: .float64)
    expectGradients(at: [x, y]) { dot($0[0], $0[1]) }
    expectGradients(at: [x, y]) { outer($0[0], $0[1]) }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = einsum("ij,jk->ik", .ones([2, 3])) }
    await #expect(processExitsWith: .failure) {
      _ = einsum("ij,jk", .ones([2, 3]), .ones([4, 2]))
    }
    await #expect(processExitsWith: .failure) { _ = einsum("ij->ik", .ones([2, 3])) }
    await #expect(processExitsWith: .failure) { _ = einsum("ijk->i", .ones([2, 3])) }
    await #expect(processExitsWith: .failure) { _ = einsum("i1->i", .ones([2, 3])) }
    await #expect(processExitsWith: .failure) { _ = einsum("ij->ii", .ones([2, 3])) }
    await #expect(processExitsWith: .failure) { _ = einsum("...j->j", .ones([2, 3])) }
    await #expect(processExitsWith: .failure) { _ = dot(.ones([2]), .ones([3])) }
    await #expect(processExitsWith: .failure) { _ = outer(.ones([2, 1]), .ones([3])) }
  }
}
