import Testing

@testable import ApusCore

@Suite struct TensorPrintingTests {
  @Test func numbersAndVectors() {
    #expect(Tensor(0.5).description == "0.5")
    #expect(Tensor(7).description == "7 (int32)")
    #expect(Tensor([1.0, 2.5, -3.14159]).description == "[ 1.0000,  2.5000, -3.1416]")
    #expect(Tensor([1.0, 2.5]).description == "[1.0, 2.5]")
    #expect(Tensor([0.25, 10]).description == "[ 0.25, 10.00]")
    #expect(Tensor([1.5, 2] as [Double]).description == "[1.5, 2.0] (float64)")
    #expect(Tensor([true, false]).description == "[ true, false] (bool)")
    #expect(Tensor([Int32.min]).description == "[-2147483648] (int32)")
    #expect(
      Tensor([Int64.max, .min]).description
        == "[ 9223372036854775807, -9223372036854775808] (int64)")
    #expect(Tensor([1, 2]).cast(to: .bfloat16).description == "[1.0, 2.0] (bfloat16)")
  }

  @Test func exponents() {
    #expect(Tensor([1.0, 0.00012]).description == "[1.0e+00, 1.2e-04]")
    #expect(Tensor([0.00001234, 0]).description == "[1.234e-05, 0.000e+00]")
    #expect(Tensor([1234.5678, 1]).description == "[1.2346e+03, 1.0000e+00]")
    // Whole numbers keep their digits.
    #expect(Tensor([5000.0, 1]).description == "[5000.0,    1.0]")
    #expect(
      Tensor([99_999_992.0, 1]).description.hasPrefix("[99999992.0"))
    #expect(Tensor([1e8, 1.0]).description == "[1.0e+08, 1.0e+00]")
    #expect(Tensor([9.99999e-5, 1e-5]).description == "[1.0e-04, 1.0e-05]")
  }

  @Test func roundingCarries() {
    #expect(Tensor([0.99996, 0.5]).description == "[1.0, 0.5]")
    #expect(Tensor([9.99996, 1]).description == "[10.0,  1.0]")
    #expect(Tensor([0.12345, 0.0005]).description == "[0.1235, 0.0005]")
    #expect(Tensor([-0.0, 1.5]).description == "[-0.0,  1.5]")
  }

  @Test func whatIsNoNumber() {
    #expect(Tensor([.nan, .infinity, 1.5]).description == "[nan, inf, 1.5]")
    #expect(Tensor([-Float.infinity, 1]).description == "[-inf,  1.0]")
    #expect(Tensor([.nan] as [Float]).description == "[nan]")
  }

  @Test func matricesStandInColumns() {
    #expect(
      Tensor([[1.0, -2.5], [30, 4]]).description == """
        [[ 1.0, -2.5],
         [30.0,  4.0]]
        """)
    #expect(
      Tensor([[[1, 2], [3, 4]], [[5, 6], [7, 80]]]).description == """
        [[[ 1,  2],
          [ 3,  4]],

         [[ 5,  6],
          [ 7, 80]]] (int32)
        """)
  }

  @Test func longAxesAreShortened() {
    #expect(
      Tensor.range(0, 2000, dtype: .int32).description
        == "[   0,    1,    2, …, 1997, 1998, 1999] (int32, shape [2000])")
    #expect(
      Tensor.zeros([400, 3]).description == """
        [[0.0, 0.0, 0.0],
         [0.0, 0.0, 0.0],
         [0.0, 0.0, 0.0],
         …,
         [0.0, 0.0, 0.0],
         [0.0, 0.0, 0.0],
         [0.0, 0.0, 0.0]] (shape [400, 3])
        """)
    #expect(Tensor.zeros([600, 500, 3]).description.count < 1000)
    #expect(Tensor.zeros([1000]).description.count { $0 == "0" } == 2000)
  }

  @Test func longLinesBreak() {
    let lines = Tensor.range(100, 140, dtype: .int32).description.split(separator: "\n")
    #expect(lines.count == 3 && lines.allSatisfy { $0.count <= 90 })
    #expect(lines[0].hasPrefix("[100, 101") && lines[1].hasPrefix(" 115, 116"))
  }

  @Test func emptyAndElsewhere() {
    #expect(Tensor.meta([2, 3]).description == "float32[2, 3] on meta")
    #expect(Tensor.zeros([0]).description == "[] (shape [0])")
    #expect(Tensor.zeros([2, 0], dtype: .int32).description == "[[],\n []] (int32, shape [2, 0])")
  }

  @Test func debugging() {
    #expect(Tensor([1.0, 2]).debugDescription == "float32[2] [1.0, 2.0]")
    #expect(Tensor([[1, 2]]).debugDescription == "int32[1, 2]\n[[1, 2]]")
    #expect("\([Tensor(1)])" == "[int32[] 1]")
  }
}
