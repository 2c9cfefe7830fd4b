import Testing

@testable import ApusCore

/// Convolution against cross-correlation, the gradient as a convolution, and the matrix of a
/// convolution.
@Suite struct TrueConvolutionTests {
  /// [1, 2, 3] ∗ [0, 1, ½] = [0, 1, 2.5, 4, 1.5], as polynomials multiply.
  @Test func fullConvolutionMultipliesPolynomials() {
    let a = Tensor([1.0, 2, 3] as [Double], shape: [1, 3, 1])
    let b = Tensor([0.0, 1, 0.5] as [Double], shape: [3, 1, 1])
    let full = Padding1D.explicit(before: 2, after: 2)
    #expect(trueConvolution1D(a, b, padding: full).doubles == [0, 1, 2.5, 4, 1.5])
    // The correlation turns the filter round instead.
    #expect(convolution1D(a, b, padding: full).doubles == [0.5, 2, 3.5, 3, 0])
  }

  /// Convolution commutes; correlation does not.
  @Test func convolutionCommutes() {
    let (a, b) = (pattern([5, 4]), pattern([3, 2], 1))
    func full(_ image: Tensor, _ filter: Tensor, _ flips: Bool) -> [Double] {
      let f = filter.shape
      let x = image.reshaped(to: [1, image.shape[0], image.shape[1], 1])
      let w = filter.reshaped(to: [f[0], f[1], 1, 1])
      let padding = Padding2D.explicit(
        top: f[0] - 1, left: f[1] - 1, bottom: f[0] - 1, right: f[1] - 1)
      return
        (flips ? trueConvolution2D(x, w, padding: padding) : convolution2D(x, w, padding: padding))
        .doubles
    }
    #expect(relativeError(full(a, b, true), full(b, a, true)) <= 1e-14)
    #expect(relativeError(full(a, b, false), full(b, a, false)) > 0.1)
  }

  @Test func volumesTurnAlongAllAxes() {
    let (x, filter) = (pattern([1, 3, 4, 3, 2]), pattern([2, 2, 2, 2, 3], 1))
    let turned = convolution3D(x, filter.flipped(axes: [0, 1, 2]))
    #expect(trueConvolution3D(x, filter).doubles == turned.doubles)
  }

  /// δx = δy ∗ rot180(W) over the full range, and δW = x ⋆ δy: the two gradients are convolutions.
  @Test func gradientsAreConvolutions() {
    let (x, filter) = (pattern([1, 6, 5, 1]), pattern([3, 2, 1, 1], 1))
    let y = convolution2D(x, filter)
    let dy = pattern(y.shape, 2)
    let gradients = gradient(at: [x, filter]) { (convolution2D($0[0], $0[1]) * dy).sum() }
    // Cross-correlation forward, true convolution back.
    let full = Padding2D.explicit(top: 2, left: 1, bottom: 2, right: 1)
    let byConvolution = trueConvolution2D(dy, filter, padding: full)
    #expect(relativeError(gradients[0].doubles, byConvolution.doubles) <= 1e-14)
    let rot180 = filter.flipped(axes: [0, 1])
    #expect(byConvolution.doubles == convolution2D(dy, rot180, padding: full).doubles)
    let slid = convolution2D(x, dy.reshaped(to: [y.shape[1], y.shape[2], 1, 1]))
    #expect(relativeError(gradients[1].doubles, slid.doubles) <= 1e-14)
  }

  @Test(arguments: [
    (strides: (1, 1), padding: Padding2D.valid, dilations: (1, 1)),
    (strides: (1, 1), padding: .same, dilations: (1, 1)),
    (strides: (2, 1), padding: .same, dilations: (1, 1)),
    (strides: (2, 3), padding: .explicit(top: 1, left: 0, bottom: 2, right: 2), dilations: (1, 2)),
    (strides: (1, 2), padding: .valid, dilations: (2, 1)),
  ])
  func theMatrixIsTheConvolution(
    _ c: (strides: (Int, Int), padding: Padding2D, dilations: (Int, Int))
  ) {
    let (height, width) = (6, 5)
    let filter = pattern([3, 2, 2, 3], 1)
    let matrix = toeplitzMatrix(
      of: filter, inputHeight: height, inputWidth: width, strides: c.strides, padding: c.padding,
      dilations: c.dilations)
    let x = pattern([2, height, width, 2], 2)
    let y = convolution2D(
      x, filter, strides: c.strides, padding: c.padding, dilations: c.dilations)
    let flat = matmul(x.reshaped(to: [2, 60]), matrix, transposeB: true)
    #expect(relativeError(flat.doubles, y.doubles) <= 1e-14)
    // Its transpose takes gradients back.
    let dy = pattern(y.shape, 3)
    let slope = gradient(at: x) {
      (convolution2D(
        $0, filter, strides: c.strides, padding: c.padding, dilations: c.dilations) * dy).sum()
    }
    let back = matmul(dy.reshaped(to: [2, matrix.shape[0]]), matrix)
    #expect(relativeError(slope.doubles, back.doubles) <= 1e-14)
    // And it differentiates with respect to the filter.
    let viaMatrix = gradient(at: filter) { filter in
      let matrix = toeplitzMatrix(
        of: filter, inputHeight: height, inputWidth: width, strides: c.strides,
        padding: c.padding, dilations: c.dilations)
      let flat = matmul(x.reshaped(to: [2, 60]), matrix, transposeB: true)
      return (flat * dy.reshaped(to: flat.shape)).sum()
    }
    let direct = gradient(at: filter) {
      (convolution2D(
        x, $0, strides: c.strides, padding: c.padding, dilations: c.dilations) * dy).sum()
    }
    #expect(relativeError(viaMatrix.doubles, direct.doubles) <= 1e-13)
  }

  /// In one dimension the matrix has the filter along its diagonals: Toeplitz.
  @Test func diagonalsAreConstant() {
    let filter = Tensor([1.0, 2, 3] as [Double], shape: [1, 3, 1, 1])
    let matrix = toeplitzMatrix(of: filter, inputHeight: 1, inputWidth: 5)
    #expect(matrix.shape == [3, 5])
    #expect(matrix.doubles == [1, 2, 3, 0, 0, 0, 1, 2, 3, 0, 0, 0, 1, 2, 3])
  }
}
