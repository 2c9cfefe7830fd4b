import Testing

@testable import ApusCore

@Suite struct QuantileTests {
  @Test func asInNumPy() throws {
    for golden in try GoldenCase.read("matrices", kinds: ["quantile"]) {
      golden.check { [$0[0].quantile(golden.number("q"), axis: golden.integer("axis"))] }
    }
  }

  @Test func medians() {
    #expect(Tensor([3.0, 1, 2]).median().item == 2 && Tensor([4, 1, 2, 3]).median().item == 2.5)
    let x = Tensor([[1.0, 5, 3], [2, 2, 8]])
    #expect(x.median(axis: 1).floats == [3, 2])
    #expect(x.median(axis: 0, keepDimensions: true).type == TensorType([1, 3]))
    #expect(x.quantile(1).item == 8 && x.quantile(0).item == 1)
  }

  @Test func whatIsNoNumber() {
    let x = Tensor([[1, .nan, 2], [1, 2, 3], [.infinity, .infinity, 1]])
    let median = x.median(axis: 1).floats
    #expect(median[0].isNaN && median[1] == 2 && median[2] == .infinity)
    #expect(Tensor([1, .nan]).quantile(0).isNaN.item == 1)
    #expect(Tensor([-.infinity, .infinity, .infinity, .infinity]).median().item == .infinity)
  }

  @Test func gradients() {
    let x = Tensor([0.5, -1.5, 2, -0.25, 1, 3] as [Double], shape: [2, 3])
    for q in [0, 0.3, 0.5, 0.8, 1] {
      expectGradients(at: [x]) { $0[0].quantile(q, axis: 1) }
      expectGradients(at: [x]) { square($0[0].quantile(q)) }
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([1.0]).quantile(1.5) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1.0]).quantile(.nan) }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros([0]).median() }
  }
}
