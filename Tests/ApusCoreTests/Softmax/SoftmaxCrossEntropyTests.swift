import Testing

@testable import ApusCore

@Suite struct SoftmaxCrossEntropyTests {
  private let generator = RandomGenerator(seed: 41)

  @Test(arguments: [DType.float32, .float64, .bfloat16], [DType.int32, .int64, .uint8])
  func sparseIsMinusTheLogarithmOfTheLabelsProbability(_ dtype: DType, _ labelType: DType) {
    let tolerance = dtype == .float64 ? 1e-13 : dtype == .float32 ? 2e-6 : 0.05
    for shape in [[6, 10], [300, 3], [2, 3, 40], [4, 3000], [5]] as [Shape] {
      let classes = shape[shape.rank - 1]
      let logits = Tensor.randomNormal(
        shape, standardDeviation: 3, dtype: dtype, generator: generator)
      let labels = Tensor.randomIntegers(
        shape.removing(shape.rank - 1), below: min(classes, 256), dtype: labelType,
        generator: generator)
      let losses = softmaxCrossEntropy(logits: logits, labels: labels)
      #expect(losses.shape == labels.shape && losses.dtype == dtype)
      let logarithms = logSoftmax(logits.cast(to: .float64)).doubles
      for (row, label) in labels.doubles.enumerated() {
        let expected = -logarithms[row * classes + Int(label)]
        #expect(abs(losses.doubles[row] - expected) <= tolerance * max(1, expected))
      }
    }
  }

  @Test func denseAgreesWithSparseAndWithLoops() {
    let logits = Tensor.randomNormal([40, 7], dtype: .float64, generator: generator)
    let labels = Tensor.randomIntegers([40], below: 7, dtype: .int32, generator: generator)
    var elements = [Double](repeating: 0, count: 280)
    for (row, label) in labels.doubles.enumerated() { elements[row * 7 + Int(label)] = 1 }
    let oneHot = Tensor(elements, shape: [40, 7])
    let sparse = softmaxCrossEntropy(logits: logits, labels: labels).doubles
    let dense = softmaxCrossEntropy(logits: logits, targets: oneHot).doubles
    for (a, b) in zip(sparse, dense) { #expect(abs(a - b) < 1e-14) }
    let targets = Tensor.randomUniform([40, 7], generator: generator)
    let losses = softmaxCrossEntropy(logits: logits, targets: targets).doubles
    let expected = (-(targets.cast(to: .float64) * logSoftmax(logits)).sum(axes: [1])).doubles
    for (a, b) in zip(losses, expected) { #expect(abs(a - b) < 1e-13) }
  }

  @Test func impossibleClassesCostNothingWithoutTarget() {
    let logits = Tensor([[0.0, -.infinity]] as [[Double]]),
      targets = Tensor([[1.0, 0.0]] as [[Double]])
    #expect(softmaxCrossEntropy(logits: logits, targets: targets).doubles == [0])
  }

  @Test func gradients() {
    let logits = Tensor.randomNormal([3, 4], dtype: .float64, generator: generator)
    let labels = Tensor([Int32(2), 0, 3])
    expectGradients(at: [logits]) { softmaxCrossEntropy(logits: $0[0], labels: labels) }
    let targets = Tensor.randomUniform([3, 4], dtype: .float64, generator: generator)
    expectGradients(at: [logits, targets]) {
      softmaxCrossEntropy(logits: $0[0], targets: $0[1])
    }
    // A single example: its loss is itself the scalar.
    let one = Tensor([0.3, -0.2, 0.9] as [Double])
    expectGradients(at: [one]) { softmaxCrossEntropy(logits: $0[0], labels: Tensor(Int32(1))) }
    #expect(
      gradient(at: one) { softmaxCrossEntropy(logits: $0, labels: Tensor(Int32(1))) }.shape == [3])
  }

  @Test func squaredLossesDifferentiateTwice() {
    // The gradient that comes to the losses depends on them, so its own slope is at work.
    let logits = Tensor.randomNormal([3, 4], dtype: .float64, generator: generator)
    let targets = Tensor.randomUniform([3, 4], dtype: .float64, generator: generator)
    let labels = Tensor([Int64(2), 0, 3])
    expectGradients(at: [logits], tolerance: 1e-5) {
      square(softmaxCrossEntropy(logits: $0[0], labels: labels))
    }
    expectGradients(at: [logits, targets], tolerance: 1e-5) {
      square(softmaxCrossEntropy(logits: $0[0], targets: $0[1]))
    }
  }

  @Test func theGradientPrimitivesDifferentiateTwice() {
    let p = Tensor.randomUniform([3, 4], dtype: .float64, generator: generator)
    let targets = Tensor.randomUniform([3, 4], dtype: .float64, generator: generator)
    let g = Tensor.randomNormal([3], dtype: .float64, generator: generator)
    let labels = Tensor([Int32(2), 0, 3])
    expectGradients(at: [p, targets, g]) { apply(SoftmaxCrossEntropyGradient(), $0) }
    expectGradients(at: [p, g]) {
      square(apply(SparseSoftmaxCrossEntropyGradient(), [$0[0], labels, $0[1]]))
    }
  }

  @Test func gradientsThroughTheProbabilities() {
    let logits = Tensor.randomNormal([2, 3], dtype: .float64, generator: generator)
    expectGradients(at: [logits]) { points in
      let outputs = apply(SparseSoftmaxCrossEntropy(), [points[0], Tensor([Int32(1), 2])])
      return outputs[1] * outputs[1] + outputs[0].asColumn
    }
  }

  @Test func aLabelOutsideTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = softmaxCrossEntropy(logits: Tensor.zeros([2, 3]), labels: Tensor([Int32(0), 3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = softmaxCrossEntropy(logits: Tensor.zeros([2, 3]), labels: Tensor([Int64(-1), 0]))
    }
  }
}
