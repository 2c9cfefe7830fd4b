import ApusCore
import Testing

@testable import ApusNN

@Suite struct AddTests {
  @Test func broadcastsAsNumPyDoes() {
    let generator = RandomGenerator(seed: 15)
    let shapes: [Shape] = [[2, 3, 4], [2, 1, 4], [2, 3, 1]]
    let inputs = shapes.map { Tensor.randomNormal($0, dtype: .float64, generator: generator) }
    let layer = Add()
    var wanted: [Double] = []
    let (a, b, c) = (inputs[0].doubles, inputs[1].doubles, inputs[2].doubles)
    for n in 0..<2 {
      for i in 0..<3 {
        for j in 0..<4 {
          wanted.append(a[(n * 3 + i) * 4 + j] + b[n * 4 + j] + c[n * 3 + i])
        }
      }
    }
    expectClose(layer(inputs), Tensor(wanted, shape: [2, 3, 4]), 1e-15)
    let weights = Tensor.randomNormal([2, 3, 4], dtype: .float64, generator: generator)
    let slopes = gradient(at: inputs) { (layer($0) * weights).sum() }
    expectClose(slopes[0], weights, 1e-15)
    expectClose(slopes[1], weights.sum(axes: [1], keepDimensions: true), 1e-14)
    expectClose(slopes[2], weights.sum(axes: [2], keepDimensions: true), 1e-14)
  }

  @Test func checkedShapesAreThoseOfTheSum() throws {
    try Add().check([[3, 4], [1, 4], [3, 1]])
    #expect(throws: ConfigurationError.self) { try Add().check([[3, 4], [2, 4]]) }
    #expect(throws: ConfigurationError.self) { try Add().check([[3, 4], [4]]) }
    let sum = Input([3, 4]) + Input([1, 4])
    #expect(sum.shape == [3, 4])
  }
}
