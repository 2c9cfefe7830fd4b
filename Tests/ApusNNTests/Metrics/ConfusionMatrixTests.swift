import ApusNN
import Testing

@Suite struct ConfusionMatrixTests {
  @Test func figures() {
    let truth = [0, 0, 0, 1, 1, 2, 2, 2, 2]
    let recognized = [0, 1, 2, 1, 1, 2, 2, 2, 0]
    let matrix = ConfusionMatrix(truth: truth, recognized: recognized, classes: 3)
    #expect(matrix.counts == [[1, 1, 1], [0, 2, 0], [1, 0, 3]] && matrix.total == 9)
    #expect(matrix == ConfusionMatrix([[1, 1, 1], [0, 2, 0], [1, 0, 3]]))
    #expect(matrix.accuracy == 6.0 / 9)
    let recalls: [Double] = [1.0 / 3, 1, 0.75]
    let precisions: [Double] = [0.5, 2.0 / 3, 0.75]
    let specificities: [Double] = [5.0 / 6, 6.0 / 7, 0.8]
    let scores: [Double] = [0.4, 0.8, 0.75]
    #expect((0..<3).map(matrix.recall) == recalls)
    #expect((0..<3).map(matrix.precision) == precisions)
    #expect((0..<3).map(matrix.specificity) == specificities)
    #expect((0..<3).map(matrix.f1) == scores)
  }

  @Test func aClassThatNeverOccursHasNoRecall() {
    let matrix = ConfusionMatrix(truth: [0], recognized: [0], classes: 2)
    #expect(matrix.recall(of: 1).isNaN && matrix.specificity(of: 1) == 1)
  }
}
