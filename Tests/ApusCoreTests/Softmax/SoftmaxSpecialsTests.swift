import ApusCore
import Testing

/// NaN and infinite logits give NaN, in their row alone.
@Suite struct SoftmaxSpecialsTests {
  /// Rows of `count` with `value` in one place of the second.
  private func rows(_ count: Int, _ value: Double, at place: Int, _ dtype: DType) -> Tensor {
    var values = (0..<3 * count).map { Double($0 % 7) / 3 - 1 }
    values[count + place] = value
    return Tensor(values, shape: [3, count]).cast(to: dtype)
  }

  private func expectOnlyTheSecond(_ found: Tensor, _ what: Comment) {
    let values = found.doubles, width = values.count / 3
    for row in 0..<3 {
      let own = values[row * width..<(row + 1) * width]
      #expect(own.allSatisfy { row == 1 ? $0.isNaN : $0.isFinite }, what)
    }
  }

  @Test(
    arguments: [2, 10, 33, 3000], [DType.float32, .float64, .bfloat16])
  func theRowIsNaN(_ count: Int, _ dtype: DType) {
    let labels = Tensor([Int32(0), 1, 0])
    let targets = Tensor((0..<3 * count).map { $0 % count == 1 ? 1.0 : 0 }, shape: [3, count])
    for value in [Double.nan, .infinity] {
      for place in [0, 1, count - 1] {
        let x = rows(count, value, at: place, dtype)
        let what: Comment = "\(value) at \(place) of \(count), \(dtype)"
        expectOnlyTheSecond(softmax(x), what)
        expectOnlyTheSecond(logSoftmax(x), what)
        expectOnlyTheSecond(softmax(x.transposed(), axis: 0).transposed(), what)
        expectOnlyTheSecond(logSoftmax(x.transposed(), axis: 0).transposed(), what)
        expectOnlyTheSecond(softmaxCrossEntropy(logits: x, labels: labels), what)
        expectOnlyTheSecond(softmaxCrossEntropy(logits: x, targets: targets), what)
        let slope = gradient(at: x) { softmaxCrossEntropy(logits: $0, labels: labels).sum() }
        expectOnlyTheSecond(slope, what)
        let dense = gradient(at: x) { softmaxCrossEntropy(logits: $0, targets: targets).sum() }
        expectOnlyTheSecond(dense, what)
        if value.isNaN { expectOnlyTheSecond(x.logSumExp(axes: [1]), what) }
      }
    }
  }

  @Test func aRowOfMinusInfinity() {
    let x = Tensor([0, 1, -.infinity, -.infinity, 2, 3] as [Float], shape: [3, 2])
    expectOnlyTheSecond(softmax(x), "softmax")
    expectOnlyTheSecond(logSoftmax(x), "logSoftmax")
    expectOnlyTheSecond(softmaxCrossEntropy(logits: x, labels: Tensor([Int32(0), 1, 0])), "loss")
  }

  @Test(arguments: [DType.float32, .float64, .bfloat16]) func sigmoids(_ dtype: DType) {
    let logits = Tensor([.nan, 0.5, -2, .nan] as [Float]).cast(to: dtype)
    let targets = Tensor([0, 1, .nan, .nan] as [Float]).cast(to: dtype)
    let losses = sigmoidCrossEntropy(logits: logits, targets: targets)
    #expect(losses.doubles.map(\.isNaN) == [true, false, true, true])
    let slope = gradient(at: logits) { sigmoidCrossEntropy(logits: $0, targets: targets).sum() }
    #expect(slope.doubles.map(\.isNaN) == [true, false, true, true])
  }
}
