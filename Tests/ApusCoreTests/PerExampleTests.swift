import Testing

@testable import ApusCore

@Suite struct PerExampleTests {
  private let x = Tensor([[1.0, 2], [3, -1], [0.5, 4]] as [[Double]])
  private let y = Tensor([1.0, -2, 0.5] as [Double])
  private let weight = Tensor([0.3, -0.7] as [Double])

  @Test func addUpToTheWhole() {
    func loss(_ w: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor { square(dot(w, x) - y) }
    let each = perExampleGradients(at: [weight], over: [x, y]) { loss($0[0], $1[0], $1[1]) }
    #expect(each.map(\.shape) == [[3, 2]])
    let whole = gradient(at: weight) { w in
      square(matmul(x, w.expandingDimension(at: 1)).squeezed(axis: 1) - y).sum()
    }
    #expect(relativeError(each[0].sum(axis: 0).doubles, whole.doubles) < 1e-14)
    #expect(
      relativeError(
        each[0][1].doubles, gradient(at: weight) { loss($0, x[1], y[1]) }.doubles) < 1e-14)
  }

  @Test func atParameters() {
    let parameter = Parameter(wrappedValue: weight.expandingDimension(at: 1))
    let each = perExampleGradients(at: [parameter], over: [x, y]) { example in
      square(matmul(example[0], parameter.wrappedValue).squeezed(axis: 1) - example[1]).sum()
    }
    let whole = valueAndGradient(at: [parameter]) {
      square(matmul(x, parameter.wrappedValue).squeezed(axis: 1) - y).sum()
    }.gradients
    #expect(each[0].shape == [3, 2, 1])
    #expect(relativeError(each[0].sum(axis: 0).doubles, whole[0].doubles) < 1e-14)
    #expect(
      perExampleGradients(at: [parameter], over: [Tensor.zeros([0, 2])]) { $0[0].sum() }[0].shape
        == [0, 2, 1])
  }

  @Test func mapping() {
    #expect(vmap({ $0.norm() })(Tensor([[3.0, 4], [6, 8]])).floats == [5, 10])
    #expect(vmap({ $0.sum() }, axis: 1)(Tensor([[1, 2], [3, 4]])).doubles == [4, 6])
    #expect(vmap { dot($0, $1) }(x, x).doubles == [5, 10, 16.25])
    expectGradients(at: [x]) { vmap({ $0 * $0.sum() })($0[0]) }
  }
}
