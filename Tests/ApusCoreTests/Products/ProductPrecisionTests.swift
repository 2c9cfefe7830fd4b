import Testing

@testable import ApusCore

@Suite struct ProductPrecisionTests {
  private let generator = RandomGenerator(seed: 17)

  private func numbers(_ shape: Shape) -> Tensor {
    Tensor.randomNormal(shape, generator: generator)
  }

  private func rounded(_ x: Tensor) -> Tensor { x.cast(to: .bfloat16).cast(to: .float32) }

  private func expectRounding(
    _ a: Tensor, _ b: Tensor, _ comment: Comment, _ product: @escaping (Tensor, Tensor) -> Tensor
  ) {
    // Gradients are products as well, of the rounded operands and the rounded gradient.
    let weight = rounded(numbers(product(a, b).shape))
    func all(_ a: Tensor, _ b: Tensor) -> [Tensor] {
      [product(a, b)] + gradient(at: [a, b]) { (product($0[0], $0[1]) * weight).sum() }
    }
    let found = ProductPrecision.bfloat16 { all(a, b) }
    let wanted = all(rounded(a), rounded(b))
    let exact = all(a, b)
    for index in found.indices {
      #expect(found[index].floats == wanted[index].floats, comment)
      #expect(found[index].floats != exact[index].floats, comment)
      #expect(relativeError(found[index].doubles, exact[index].doubles) < 0.01, comment)
    }
  }

  @Test func operandsAreRounded() {
    expectRounding(numbers([9, 20]), numbers([20, 7]), "matmul") { matmul($0, $1) }
    expectRounding(numbers([3, 9, 20]), numbers([3, 20, 7]), "batch") { matmul($0, $1) }
    expectRounding(numbers([5, 9, 20]), numbers([20, 7]), "linear") { linear($0, $1) }
    expectRounding(numbers([2, 8, 8, 3]), numbers([3, 3, 3, 5]), "convolution") {
      convolution2D($0, $1, padding: .same)
    }
    expectRounding(numbers([2, 9, 3]), numbers([3, 3, 5]), "1-D") { convolution1D($0, $1) }
  }

  @Test func theBiasAndOtherTypesAreNot() {
    let x = numbers([4, 6]), weight = numbers([6, 3]), bias = numbers([3])
    let found = ProductPrecision.bfloat16 { linear(x, weight, bias) }
    #expect(found.floats == linear(rounded(x), rounded(weight), bias).floats)
    let wide = [x.cast(to: .float64), weight.cast(to: .float64)]
    #expect(
      ProductPrecision.bfloat16 { matmul(wide[0], wide[1]) }.doubles
        == matmul(wide[0], wide[1]).doubles)
  }

  @Test func belongsToTheTask() {
    #expect(ProductPrecision.current == .float32)
    ProductPrecision.bfloat16 {
      #expect(ProductPrecision.current == .bfloat16)
      ProductPrecision.float32 { #expect(ProductPrecision.current == .float32) }
    }
    #expect(ProductPrecision.current == .float32)
  }
}
