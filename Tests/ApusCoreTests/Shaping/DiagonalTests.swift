import Testing

@testable import ApusCore

@Suite struct DiagonalTests {
  @Test func asInNumPy() throws {
    for golden in try GoldenCase.read(
      "matrices", kinds: ["diagonal", "diagonalMatrix", "tril", "triu"])
    {
      let offset = golden.integer("offset")
      golden.check { x in
        switch golden.name.prefix(while: { $0 != " " }) {
        case "tril": [x[0].tril(offset: offset)]
        case "triu": [x[0].triu(offset: offset)]
        case "diagonal" where golden.name.hasPrefix("diagonal matrix"):
          [x[0].diagonalMatrix(offset: offset)]
        default:
          [
            x[0].diagonal(
              offset: offset, axis1: golden.integer("first"), axis2: golden.integer("second"))
          ]
        }
      }
    }
  }

  @Test func gradients() {
    let x = Tensor.randomNormal([2, 3, 4], dtype: .float64)
    for offset in [-2, 0, 1] {
      expectGradients(at: [x]) { square($0[0].diagonal(offset: offset)) }
      expectGradients(at: [x]) { square($0[0].diagonalMatrix(offset: offset)) }
      expectGradients(at: [x]) { square($0[0].tril(offset: offset)) }
      expectGradients(at: [x]) { square($0[0].triu(offset: offset)) }
    }
  }

  @Test func ends() {
    let x = Tensor([[1, 2, 3], [4, 5, 6]])
    #expect(x.diagonal().array(of: Int32.self) == [1, 5])
    #expect(x.diagonal(offset: 2).doubles == [3] && x.diagonal(offset: 3).shape == [0])
    #expect(x.diagonal(offset: -2).shape == [0] && x.diagonal(offset: -9).shape == [0])
    #expect(Tensor([1, 2]).diagonalMatrix().doubles == [1, 0, 0, 2])
    #expect(Tensor.zeros([0]).diagonalMatrix(offset: 2).doubles == [0, 0, 0, 0])
    #expect(Tensor([7]).diagonalMatrix().doubles == [7])
    // What is left out leaves 0, also where it is infinite.
    #expect(Tensor([[1, .infinity], [2, 3]]).tril().doubles == [1, 0, 2, 3])
    #expect(Tensor([[true, true], [true, true]]).triu().doubles == [1, 1, 0, 1])
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([1.0]).tril() }
    await #expect(processExitsWith: .failure) { _ = Tensor([[1.0]]).diagonal(axis1: 0, axis2: -2) }
    await #expect(processExitsWith: .failure) { _ = Tensor(1.0).diagonalMatrix() }
  }
}
