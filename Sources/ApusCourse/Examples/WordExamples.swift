import ApusCore
import ApusNN

extension WorkedExample {
  /// W17: a word's one-hot vector picks its row.
  static let oneHotTimesTable = WorkedExample(
    "W17", given: "the fourth of five words; [[17,24,1],[23,5,7],[4,6,13],[10,12,19],[11,18,25]]",
    [
      Part("one-hot vector times the table", [10, 12, 19]) {
        let vector = Tensor([Int32(3)]).oneHot(depth: 5, dtype: .float64)
        return CourseValue(matmul(vector, wordTable).reshaped(to: [3]))
      },
      Part("embedding", [10, 12, 19]) {
        CourseValue(wordTable.gathered(at: Tensor([Int32(3)])).reshaped(to: [3]))
      },
    ])

  private static var wordTable: Tensor {
    Tensor([[17.0, 24, 1], [23, 5, 7], [4, 6, 13], [10, 12, 19], [11, 18, 25]] as [[Double]])
  }

  /// W18: relations between words are differences of their vectors.
  static let wordAnalogy = WorkedExample(
    "W18", given: "king (0.30, 0.70), man (0.20, 0.20), woman (0.60, 0.30)",
    [
      Part("king − man + woman", [0.7, 0.8]) {
        let (king, man, woman) = (
          Tensor([0.3, 0.7] as [Double]), Tensor([0.2, 0.2] as [Double]),
          Tensor([0.6, 0.3] as [Double])
        )
        return CourseValue(king - man + woman)
      }
    ])

  /// W45: of a large table a step touches the rows of a few words.
  static let touchedWeights = WorkedExample(
    "W45", given: "vectors of 300 numbers for 10,000 words; a step with 6 of them",
    [
      Part("weights of the table", 3_000_000) { .number(Double(words.table.parameterCount)) },
      Part("updated, and their share in %", [1800, 0.06]) {
        let (layer, steps) = (words.table, words.step)
        let slope = valueAndGradient(at: [layer.$table]) { layer(steps).sum() }.gradients[0]
        let count = (slope .!= 0).cast(to: .float64).sum().item
        return CourseValue([count, 100 * count / Double(layer.parameterCount)])
      },
    ])

  private static var words: (table: Embedding, step: Tensor) {
    let step = Tensor([Int32(17), 4, 9_999, 0, 256, 3_000])
    let layer = Embedding(10_000, 300, embeddingsInitializer: .zeros)
    _ = layer(step)
    return (layer, step)
  }
}
