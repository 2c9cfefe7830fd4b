import Testing

@testable import ApusCore

@Suite struct Pooling2DTests {
  @Test func maximaAgreeWithPyTorch() throws {
    for golden in try GoldenCase.read("convolution", kinds: ["maxPooling"]) {
      golden.check {
        [
          maxPooling2D(
            $0[0], window: golden.pair("window"), strides: golden.pair("strides"),
            padding: golden.padding)
        ]
      }
      golden.inFloat32.check(tolerance: 1e-6) {
        [
          maxPooling2D(
            $0[0], window: golden.pair("window"), strides: golden.pair("strides"),
            padding: golden.padding)
        ]
      }
    }
  }

  @Test func averagesAgreeWithPyTorch() throws {
    for golden in try GoldenCase.read("convolution", kinds: ["averagePooling"]) {
      golden.check {
        [
          averagePooling2D(
            $0[0], window: golden.pair("window"), strides: golden.pair("strides"),
            padding: golden.padding)
        ]
      }
      golden.inFloat32.check(tolerance: 1e-6) {
        [
          averagePooling2D(
            $0[0], window: golden.pair("window"), strides: golden.pair("strides"),
            padding: golden.padding)
        ]
      }
    }
  }

  /// Catalogue W4 and W34: the course's own numbers.
  @Test func theCoursesExamples() {
    let image = Tensor(
      [1, 1, 2, 4, 3, 6, 4, 8, 5, 10, 6, 12, 7, 14, 8, 16, 9, 18] as [Double], shape: [1, 3, 3, 2])
    #expect(
      maxPooling2D(image, window: (2, 2), strides: (1, 1)).doubles == [5, 10, 6, 12, 8, 16, 9, 18])
    let table = Tensor(
      [1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4] as [Double], shape: [1, 4, 4, 1])
    #expect(maxPooling2D(table, window: (2, 2)).doubles == [6, 8, 3, 4])
    #expect(averagePooling2D(table, window: (2, 2)).doubles == [3.25, 5.25, 2, 2])
  }

  @Test func gradientsMatchDifferences() {
    let x = pattern([2, 5, 6, 3])
    expectGradients(at: [x]) { maxPooling2D($0[0], window: (3, 2), strides: (2, 1)) }
    expectGradients(at: [x]) {
      let y = maxPooling2D($0[0], window: (2, 2), padding: .same)
      return y * y
    }
    expectGradients(at: [x]) {
      let y = averagePooling2D($0[0], window: (2, 3), strides: (1, 2), padding: .same)
      return y * y
    }
    expectGradients(at: [x]) {
      averagePooling2D($0[0], window: (3, 3), padding: .same, countsPadding: true)
    }
  }

  @Test func maximaDifferentiateThreeTimes() {
    // A gradient inside: the checker's second order is the third, through the gather's own
    // gradient.
    expectGradients(at: [pattern([1, 4, 5, 2])], tolerance: 1e-5) { points in
      gradient(at: points[0]) { x in
        let y = maxPooling2D(x, window: (2, 2), strides: (1, 2))
        return (y * y * y * y).sum()
      }
    }
  }

  @Test func notANumberIsNotHidden() {
    let x = Tensor([1, .nan, 3, 4] as [Float], shape: [1, 2, 2, 1])
    #expect(maxPooling2D(x, window: (2, 2)).floats[0].isNaN)
    let minusInfinity = Tensor(repeating: -.infinity, [1, 2, 2, 1])
    #expect(maxPooling2D(minusInfinity, window: (2, 2)).floats == [-.infinity])
  }

  @Test func bfloat16ComputesInFloat32() {
    let x = pattern([1, 4, 4, 2]).cast(to: .bfloat16)
    let y = averagePooling2D(x, window: (2, 2))
    #expect(y.dtype == .bfloat16)
    let exact = averagePooling2D(x.cast(to: .float32), window: (2, 2)).cast(to: .bfloat16)
    #expect(y.doubles == exact.doubles)
  }
}
