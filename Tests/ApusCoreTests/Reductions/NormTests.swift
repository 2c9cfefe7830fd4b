import Testing

@testable import ApusCore

@Suite struct NormTests {
  @Test func asInPyTorch() throws {
    for golden in try GoldenCase.read("matrices", kinds: ["norm"]) {
      let order = try #require(Double(golden.text("order")))
      golden.check {
        [
          $0[0].norm(
            axes: golden.integers("axes"), order: order, keepDimensions: golden.flag("keep"))
        ]
      }
    }
  }

  @Test func gradients() {
    let x = Tensor([0.5, -1.5, 2, -0.25, 1, 3] as [Double], shape: [2, 3])
    for order in [1, 1.5, 2, 3, -2] {
      expectGradients(at: [x], tolerance: 1e-5, "\(order)") { $0[0].norm(axes: [1], order: order) }
      expectGradients(at: [x], tolerance: 1e-5, "\(order)") { $0[0].norm(order: order) }
    }
  }

  @Test func zerosHaveNoSlope() {
    for order in [0.5, 1, 1.5, 2, 3, .infinity] {
      let x = Tensor([[0.0, 0], [3, 0]])
      #expect(x.norm(axes: [1], order: order).floats == [0, 3], "\(order)")
      let slope = gradient(at: x) { $0.norm(axes: [1], order: order).sum() }
      #expect(slope[1, 0].item == 1 && slope[0].floats.allSatisfy { $0.isFinite }, "\(order)")
    }
    let flat = gradient(at: Tensor([0.0, 0])) { $0.norm() }
    #expect(flat.floats == [0, 0])
  }

  @Test func extremes() {
    #expect(Tensor([3e30, 4e30]).norm().floats == [5e30])
    #expect(abs(Tensor([3e-30, 4e-30]).norm().item / 5e-30 - 1) < 1e-6)
    #expect(Tensor([1.0, .nan]).norm().isNaN.item == 1)
    #expect(Tensor([1.0, .infinity]).norm().item == .infinity)
    #expect(Tensor([1, .infinity]).norm(order: -1).item == 1)
    #expect(Tensor([3, 4]).norm().type == TensorType([]) && Tensor([3, -4]).norm().item == 5)
    #expect(Tensor([0, 2, -1]).norm(order: 0).item == 2)
    #expect(Tensor([0.0, 2]).norm(order: -1).item == 0)
    #expect(Tensor([3.0, 4]).cast(to: .bfloat16).norm().dtype == .bfloat16)
  }
}
