import Testing

@testable import ApusCore

/// What users of NumPy, PyTorch and JAX write first.
@Suite struct TensorSpellingTests {
  @Test func numbersOfAllTypes() {
    let x = Tensor([1.0, 2]), n = 3, half: Float = 0.5, small: Int32 = 2
    #expect(
      (x * n).floats == [3, 6] && (n * x).floats == [3, 6] && (x * half).floats == [0.5, 1])
    #expect(
      (x + n).floats == [4, 5] && (x - small).floats == [-1, 0] && (x / n).dtype == .float32)
    #expect((n / x).floats == [3, 1.5] && (n - x).floats == [2, 1] && (x % n).floats == [1, 2])
    #expect((x * Float(2)).floats == [2, 4] && (Tensor([1, 2]) * n).dtype == .int32)
    var y = x
    y += n
    y *= half
    y -= small
    y /= n
    #expect(y.floats == [0, 1 / 6])
    #expect((x .> n).doubles == [0, 0] && (x .== small).doubles == [0, 1])
    #expect((x .<= n).doubles == [1, 1] && (x .!= n).doubles == [1, 1])
    #expect(pow(x, n).floats == [1, 8] && maximum(x, n).floats == [3, 3])
    #expect(minimum(x, half).floats == [0.5, 0.5])
    // A number that is written out is as exact as the tensor.
    let wide = x.cast(to: .float64)
    #expect((wide * 0.1).doubles == [0.1, 0.2] && (2 * wide + 1).doubles == [3, 5])
  }

  @Test func numbersFromTensors() {
    #expect(Float(Tensor(2.5)) == 2.5 && Double(Tensor([1.5])) == 1.5 && Int(Tensor(7.9)) == 7)
    #expect(Int(Tensor([Int64.max])) == .max)
  }

  @Test func extentsOneByOne() {
    #expect(Tensor.zeros(3, 4).type == TensorType([3, 4]))
    #expect(Tensor.ones(2, dtype: .int32).doubles == [1, 1])
    #expect(Tensor.zeros([3, 4]).shape == [3, 4] && Tensor.zeros([]).shape == [])
  }
}
