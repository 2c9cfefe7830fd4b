import ApusCore
import ApusNN
import Testing

/// Gradients of embeddings are made of the rows that a batch touches.
@Suite struct RowedGradientTests {
  private final class Model: Module {
    let table: Embedding
    let output = Dense(1)

    init(rows: Int) {
      table = Embedding(rows, 3, embeddingsInitializer: .randomNormal(standardDeviation: 1))
      RandomGenerator.with(seed: 4) { _ = loss(Tensor([0] as [Int32])) }
    }

    func loss(_ indices: Tensor) -> Tensor {
      let value = output(table(indices))
      return (value * value).mean()
    }
  }

  private static let batches = [[3, 0, 3, 7], [7, 7, 1, 0]].map { Tensor($0.map { Int32($0) }) }

  private func train(_ optimizer: any Optimizer, byRows: Bool) -> [[Float]] {
    let model = Model(rows: 10)
    for batch in Self.batches {
      let parameters = model.parameters
      if byRows {
        let (loss, gradients) = valueAndRowedGradients(at: parameters) { model.loss(batch) }
        optimizer.update(parameters, gradients, loss: loss)
      } else {
        let (loss, gradients) = valueAndGradient(at: parameters) { model.loss(batch) }
        optimizer.update(parameters, gradients, loss: loss)
      }
    }
    return model.parameters.map(\.wrappedValue.floats)
  }

  @Test func rowsAreSummedAndInOrder() throws {
    let model = Model(rows: 10)
    let parameters = model.parameters
    let (value, rowed) = valueAndRowedGradients(at: parameters) { model.loss(Self.batches[0]) }
    let (same, whole) = valueAndGradient(at: parameters) { model.loss(Self.batches[0]) }
    #expect(value.item == same.item)
    #expect(rowed.rows == [0: [0, 3, 7]] && rowed.gradients[0].shape == [3, 3])
    for (a, b) in zip(rowed.dense(for: parameters), whole) {
      for (x, y) in zip(a.floats, b.floats) { #expect(abs(x - y) < 1e-6) }
    }
  }

  /// Descent has no state, so rows that are not touched stay anyway.
  @Test func descentIsTheSame() {
    let rows = train(SGD(learningRate: 0.1), byRows: true)
    let whole = train(SGD(learningRate: 0.1), byRows: false)
    for (a, b) in zip(rows, whole) {
      for (x, y) in zip(a, b) { #expect(abs(x - y) < 1e-6) }
    }
  }

  /// A row that no batch touches stays, whatever the rule; one that only the first touched is not
  /// moved by momentum.
  @Test func rowsThatAreNotTouchedStay() {
    let first = Model(rows: 10).parameters[0].wrappedValue.floats
    for optimizer in [Adam(learningRate: 0.1), SGD(learningRate: 0.1, momentum: 0.9)]
      as [any Optimizer]
    {
      let after = train(optimizer, byRows: true)[0]
      for row in [2, 4, 5, 6, 8, 9] {
        #expect(Array(after[3 * row..<3 * row + 3]) == Array(first[3 * row..<3 * row + 3]))
      }
      #expect(after[0..<3] != first[0..<3])
    }
    let lazy = train(SGD(learningRate: 0.1, momentum: 0.9), byRows: true)[0]
    let whole = train(SGD(learningRate: 0.1, momentum: 0.9), byRows: false)[0]
    #expect(lazy[9..<12] != whole[9..<12])
  }

  /// A table that is also used as it is, as where it is the output's weight again, has a whole
  /// gradient.
  @Test func tiedTablesHaveWholeGradients() {
    let table = Embedding(6, 2)
    table.build([1], dtype: .int32)
    func loss() -> Tensor {
      let rows = table(Tensor([1, 4] as [Int32]))
      return matmul(rows, table.table.transposed(axes: [1, 0])).sum()
    }
    let rowed = valueAndRowedGradients(at: table.parameters) { loss() }.gradients
    let whole = valueAndGradient(at: table.parameters) { loss() }.gradients
    #expect(rowed.rows.isEmpty)
    for (x, y) in zip(rowed.gradients[0].floats, whole[0].floats) { #expect(abs(x - y) < 1e-6) }
  }

  @Test func secondDerivativesAreThoseOfGathering() {
    let table = Embedding(5, 1)
    table.build([1], dtype: .int32)
    let curvature = gradient(at: Tensor([2] as [Float])) { x in
      let parts = valueAndRowedGradients(at: table.parameters) {
        (table(Tensor([1, 1] as [Int32])) * x * x).sum()
      }.gradients
      return parts.dense(for: table.parameters)[0].sum()
    }
    // d/dx of 2x² is 4x.
    #expect(curvature.item == 8)
  }
}
