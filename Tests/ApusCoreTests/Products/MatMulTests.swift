import Testing

@testable import ApusCore

@Suite struct MatMulTests {
  @Test func agreesWithPyTorch() throws {
    for golden in try GoldenCase.read("primitives", kinds: ["matmul"]) {
      golden.check {
        [
          matmul(
            $0[0], $0[1], transposeA: golden.flag("transposeLeft"),
            transposeB: golden.flag("transposeRight"))
        ]
      }
    }
  }

  /// Every extent around the kernels' block sizes, all four forms, against sums in plain Swift.
  @Test func allFormsAndExtents() {
    let extents = [1, 2, 3, 5, 6, 7, 8, 13, 16, 17, 24, 33]
    var checked = 0
    for m in extents {
      for n in extents {
        for k in [1, 4, 7, 16, 31] {
          let a = pattern([m, k]), b = pattern([k, n], 1)
          let (x, y) = (a.doubles, b.doubles)
          var expected = [Double](repeating: 0, count: m * n)
          for i in 0..<m {
            for j in 0..<n { for l in 0..<k { expected[i * n + j] += x[i * k + l] * y[l * n + j] } }
          }
          for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
            for dtype in [DType.float32, .float64] {
              let left = (ta ? a.transposed() : a).cast(to: dtype)
              let right = (tb ? b.transposed() : b).cast(to: dtype)
              let product = matmul(left, right, transposeA: ta, transposeB: tb)
              let error = relativeError(product.doubles, expected, floor: 0.1)
              #expect(
                error <= (dtype == .float32 ? 1e-5 : 1e-13), "[\(m),\(k)]·[\(k),\(n)] \(ta) \(tb)")
              checked += 1
            }
          }
        }
      }
    }
    #expect(checked == extents.count * extents.count * 5 * 8)
  }

  @Test(arguments: [
    (128, 784, 512), (512, 128, 784), (300, 700, 10), (1, 784, 512), (257, 129, 65),
  ])
  func largeProducts(_ m: Int, _ k: Int, _ n: Int) {
    let a = pattern([m, k]), b = pattern([k, n], 1)
    let exact = matmul(a, b).doubles
    let a32 = a.cast(to: .float32), b32 = b.cast(to: .float32)
    for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
      let product = matmul(
        ta ? a32.transposed() : a32, tb ? b32.transposed() : b32, transposeA: ta, transposeB: tb)
      #expect(relativeError(product.doubles, exact) <= 1e-5)
    }
  }

  @Test func batchesBroadcast() {
    let a = pattern([2, 1, 3, 4]), b = pattern([5, 4, 2], 1)
    let product = matmul(a, b)
    #expect(product.shape == [2, 5, 3, 2])
    let expected = matmul(a.reshaped(to: [2, 3, 4])[1], b[4])
    #expect(product[1][4].doubles == expected.doubles)
    #expect(matmul(pattern([2, 5, 3, 4]), pattern([4, 2], 1)).shape == [2, 5, 3, 2])
  }

  @Test func gradientsMatchDifferences() {
    for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
      let a = pattern(ta ? [4, 3] : [3, 4]), b = pattern(tb ? [2, 4] : [4, 2], 1)
      expectGradients(at: [a, b]) { matmul($0[0], $0[1], transposeA: ta, transposeB: tb) }
    }
    expectGradients(at: [pattern([2, 1, 3, 4]), pattern([3, 4, 2], 1)]) { matmul($0[0], $0[1]) }
    expectGradients(at: [pattern([2, 3, 4]), pattern([4, 2], 1)]) { matmul($0[0], $0[1]) }
  }

  @Test func otherElementTypes() {
    let a = Tensor([1, 2, 3, 4] as [Int32], shape: [2, 2])
    #expect(matmul(a, a).array(of: Int32.self) == [7, 10, 15, 22])
    #expect(matmul(a, a, transposeB: true).array(of: Int32.self) == [5, 11, 11, 25])
    let half = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]).cast(to: .bfloat16)
    #expect(matmul(half, half).dtype == .bfloat16)
    #expect(matmul(half, half).doubles == [7, 10, 15, 22])
  }

  @Test func emptyProductsAreZero() {
    #expect(matmul(Tensor.zeros([2, 0]), Tensor.zeros([0, 3])).floats == [0, 0, 0, 0, 0, 0])
    #expect(matmul(Tensor.zeros([0, 4]), Tensor.zeros([4, 3])).shape == [0, 3])
  }

  @Test func differingInnerDimensionsTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = matmul(.zeros([128, 784]), .zeros([512, 10]))
    }
  }
}
