import ApusCore
import ApusNN

extension WorkedExample {
  /// W1: smoothing five samples with a mask of three.
  static let convolution1D = WorkedExample(
    "W1", given: "f = [1, 10, 1, 1, 1], g = [1/3, 1/3, 1/3]",
    [
      Part("valid", [4, 4, 1]) { smoothed(padding: .valid) },
      Part("zero-padded", CourseValue([11 / 3, 4, 4, 1, 2 / 3])) { smoothed(padding: .same) },
    ])

  /// A signal is an image one row high.
  private static func smoothed(padding: Padding2D) -> CourseValue {
    let signal = Tensor([1.0, 10, 1, 1, 1] as [Double], shape: [1, 1, 5, 1])
    let mask = Tensor(repeating: 1.0 / 3, [1, 3, 1, 1], dtype: .float64)
    return CourseValue(convolution2D(signal, mask, padding: padding).reshaped(to: [-1]))
  }

  /// W5: all channels summed, and each for itself.
  static let depthwise = WorkedExample(
    "W5",
    given:
      """
      (1, 3, 3, 3) of S0:1243; convolution, depthwise convolution with ones, largest of each channel
      """,
    [
      Part("convolution", 267) {
        CourseValue(convolution2D(block, .ones([3, 3, 3, 1], dtype: .float64)).reshaped(to: []))
      },
      Part("depthwise convolution", [45, 89, 133]) {
        let ones = Tensor.ones([3, 3, 1, 3], dtype: .float64)
        return CourseValue(convolution2D(block, ones, groups: 3).reshaped(to: [3]))
      },
      Part("maximum", [9, 18, 27]) { CourseValue(MaxPooling2D(3)(block).reshaped(to: [3])) },
    ])

  private static var block: Tensor {
    let rows: [[Double]] = [
      [1, 1, 1, 2, 4, 6, 3, 6, 9], [4, 8, 12, 5, 10, 15, 6, 12, 18],
      [7, 14, 21, 8, 16, 24, 9, 18, 27],
    ]
    return Tensor(rows).reshaped(to: [1, 3, 3, 3])
  }

  /// W22: a kernel over an image.
  static let imageConvolution = WorkedExample(
    "W22",
    given: "image [[3,3,2,1,0],[0,0,1,3,1],[3,1,2,2,3],[2,0,0,2,2],[2,0,0,0,1]], "
      + "kernel [[0,1,2],[2,2,0],[0,1,2]]",
    [
      Part("", [[12, 12, 17], [10, 17, 19], [9, 6, 14]]) {
        let image: [[Double]] = [
          [3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1],
        ]
        let kernel: [[Double]] = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]
        let output = convolution2D(
          Tensor(image).reshaped(to: [1, 5, 5, 1]), Tensor(kernel).reshaped(to: [3, 3, 1, 1]))
        return CourseValue(output.reshaped(to: [3, 3]))
      }
    ])

  /// W24: what a convolution does is a product with a matrix that is mostly zeros.
  static let sparseMatrix = WorkedExample(
    "W24", given: "a 3×3 kernel with the elements 1 to 9, from a 4×4 image to 2×2",
    remark: "the slide's second row has a zero too many",
    [
      Part("parameters of the convolution", 9) {
        let layer = Conv2D(1, kernel: 3, useBias: false)
        layer.build([4, 4, 1])
        return .number(Double(layer.parameterCount))
      },
      Part("parameters of the dense layer", 64) {
        let layer = Dense(4, useBias: false)
        layer.build([16])
        return .number(Double(layer.parameterCount))
      },
      Part(
        "matrix",
        [
          [1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0, 0],
          [0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0],
          [0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0],
          [0, 0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9],
        ]
      ) {
        // Column i is what becomes of the image whose only pixel that is not 0 is i.
        let kernel = Tensor.range(1, 10, dtype: .float64).reshaped(to: [3, 3, 1, 1])
        let pixels = Tensor.identity(16, dtype: .float64).reshaped(to: [16, 4, 4, 1])
        let columns = convolution2D(pixels, kernel).reshaped(to: [16, 4])
        return CourseValue(columns.transposed())
      },
    ])

  /// W25: errors go back through a convolution by a full convolution with the kernel turned by
  /// 180°.
  static let fullConvolution = WorkedExample(
    "W25", given: "kernel w = [[1, 2], [3, 4]], errors δ = [[5, 6], [7, 8]] of a 2×2 map",
    remark: "the slide's middle row is misprinted: it is δ11 w12 + δ21 w22, "
      + "δ11 w11 + δ12 w12 + δ21 w21 + δ22 w22, δ12 w11 + δ22 w21",
    [
      Part("full convolution", [[20, 39, 18], [38, 70, 30], [14, 23, 8]]) {
        // A true convolution with rot180(w) is a cross-correlation with w.
        let border = Padding2D.explicit(top: 1, left: 1, bottom: 1, right: 1)
        let result = convolution2D(errorMap, errorKernel, padding: border)
        return CourseValue(result.reshaped(to: [3, 3]))
      },
      Part("by differentiation", [[20, 39, 18], [38, 70, 30], [14, 23, 8]]) {
        let turned = errorKernel.flipped(axes: [0, 1])
        let result = gradient(at: .zeros([1, 3, 3, 1], dtype: .float64)) { image in
          (convolution2D(image, turned) * errorMap).sum()
        }
        return CourseValue(result.reshaped(to: [3, 3]))
      },
    ])

  private static var errorKernel: Tensor {
    Tensor([1.0, 2, 3, 4] as [Double], shape: [2, 2, 1, 1])
  }
  private static var errorMap: Tensor { Tensor([5.0, 6, 7, 8] as [Double], shape: [1, 2, 2, 1]) }

  /// W40: equal filters give equal maps.
  static let equalFilters = WorkedExample(
    "W40", given: "(1, 3, 3, 3) of S0:1243, a convolution with three filters of ones",
    [
      Part("", [267, 267, 267]) {
        CourseValue(convolution2D(block, .ones([3, 3, 3, 3], dtype: .float64)).reshaped(to: [3]))
      }
    ])

  /// W46: which pixels an output is made of.
  static let pixelsOfAnOutput = WorkedExample(
    "W46", given: "an image of 6×9, a kernel of 2×3 with the elements 1 to 6",
    [
      Part("output", [5, 7]) {
        CourseValue(convolution2D(wideImage, wideKernel).shape.array[1...2].map(Double.init))
      },
      Part("what O57 takes of I57 to I59 and I67 to I69", [[1, 2, 3], [4, 5, 6]]) {
        CourseValue(takenPixels.sliced(axis: 0, from: 4).sliced(axis: 1, from: 6))
      },
      Part("and of all pixels together", 21) { CourseValue(takenPixels.sum()) },
    ])

  private static var wideImage: Tensor { .zeros([1, 6, 9, 1], dtype: .float64) }
  private static var wideKernel: Tensor {
    Tensor.range(1, 7, dtype: .float64).reshaped(to: [2, 3, 1, 1])
  }

  /// What the output in row 5, column 7 takes of each pixel.
  private static var takenPixels: Tensor {
    gradient(at: wideImage) { image in
      convolution2D(image, wideKernel).reshaped(to: [5, 7])[4][6]
    }.reshaped(to: [6, 9])
  }
}
