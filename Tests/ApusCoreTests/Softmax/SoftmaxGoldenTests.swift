import Testing

@testable import ApusCore

@Suite struct SoftmaxGoldenTests {
  private func check(_ kind: String, _ function: (GoldenCase, [Tensor]) -> Tensor) throws {
    for golden in try GoldenCase.read("primitives", kinds: [kind]) {
      golden.check { [function(golden, $0)] }
    }
  }

  @Test func probabilities() throws {
    try check("softmax") { softmax($1[0], axis: $0.integer("axis")) }
    try check("logSoftmax") { logSoftmax($1[0], axis: $0.integer("axis")) }
  }

  @Test func losses() throws {
    try check("sparseSoftmaxCrossEntropy") { softmaxCrossEntropy(logits: $1[0], labels: $1[1]) }
    try check("softmaxCrossEntropy") { softmaxCrossEntropy(logits: $1[0], targets: $1[1]) }
    try check("binaryCrossEntropyFromLogits") {
      sigmoidCrossEntropy(logits: $1[0], targets: $1[1])
    }
  }

  @Test func batchNormalizations() throws {
    try check("batchNormalization") {
      batchNormalization(
        $1[0], gamma: $1[1], beta: $1[2], epsilon: $0.number("epsilon")
      ).output
    }
  }
}
