import ApusCore
import ApusData
import ApusNN
import ApusTestSupport
import Foundation
import Testing

@testable import ApusTraining

/// A case of `ensembles.json`.
struct GoldenEnsemble: Decodable, CustomTestStringConvertible, Sendable {
  let name: String
  let kind: String
  let inputs: [GoldenTensor]
  let outputs: [GoldenTensor]
  let soft: [Double]?
  let hard: [Double]?
  let labels: [Int32]?
  let unseen: [[Int]]?
  let known: [Bool]?
  let score: Double?

  var testDescription: String { name }
  static let all = (try? goldenCases("ensembles", as: GoldenEnsemble.self)) ?? []
  static func of(_ kind: String) -> [GoldenEnsemble] { all.filter { $0.kind == kind } }
}

/// A member whose answers are known: its input is the number of an example.
private final class Known: Layer {
  let answers: Tensor
  init(_ answers: Tensor) { self.answers = answers }
  func callAsFunction(_ input: Tensor) -> Tensor {
    .concatenated(
      input.doubles.map { answers.sliced(axis: 0, from: Int($0), to: Int($0) + 1) }, axis: 0)
  }
}

/// Ensembles against scikit-learn's.
@Suite struct GoldenEnsembleTests {
  private func ensemble(
    _ answers: GoldenTensor, _ combination: Ensemble.Combination, givesLogits: Bool
  ) -> (Ensemble, Tensor) {
    let tensor = answers.tensor
    let members = (0..<tensor.shape[0]).map { member in
      Known(
        tensor.sliced(axis: 0, from: member, to: member + 1)
          .reshaped(to: tensor.shape.removing(0)))
    }
    let numbers = Tensor.range(0, Double(tensor.shape[1])).reshaped(to: [tensor.shape[1], 1])
    return (Ensemble(members, combining: combination, givesLogits: givesLogits), numbers)
  }

  @Test func everyKindIsThere() {
    #expect(GoldenEnsemble.of("combine").count == 5 && GoldenEnsemble.of("bagging").count == 3)
    #expect(GoldenEnsemble.of("uncertainty").count == 4)
  }

  @Test(arguments: GoldenEnsemble.of("combine"))
  func combines(_ example: GoldenEnsemble) {
    let expected = example.outputs.map(\.tensor)
    let (mean, numbers) = ensemble(example.inputs[0], .probabilities, givesLogits: true)
    let logarithms = mean(numbers)
    #expect(agrees(exp(logarithms), expected[0], within: 1e-12))
    // The result is logits of the same probabilities.
    #expect(agrees(softmax(logarithms, axis: -1), expected[0], within: 1e-12))
    #expect(logarithms.argmax(axis: -1).doubles == example.soft)
    let (outputs, _) = ensemble(example.inputs[0], .outputs, givesLogits: true)
    #expect(agrees(outputs(numbers), expected[1], within: 1e-12))
    #expect(agrees(softmax(outputs(numbers), axis: -1), expected[3], within: 1e-12))
    let (votes, _) = ensemble(example.inputs[0], .votes, givesLogits: false)
    #expect(agrees(votes(numbers), expected[2], within: 1e-12))
    #expect(votes(numbers).argmax(axis: -1).doubles == example.hard)
    let (logits, _) = ensemble(example.inputs[0], .votes, givesLogits: true)
    #expect(logits(numbers).doubles.allSatisfy { $0.isFinite })
    #expect(logits(numbers).argmax(axis: -1).doubles == example.hard)
  }

  @Test(arguments: GoldenEnsemble.of("bagging"))
  func bags(_ example: GoldenEnsemble) throws {
    let (ensemble, numbers) = ensemble(example.inputs[0], .probabilities, givesLogits: false)
    #expect(agrees(ensemble(numbers), example.outputs[0].tensor, within: 1e-12))
    let dataset = TensorDataset(
      features: numbers.floats, shape: [1], classes: try #require(example.labels))
    let bagging = try Bagging(
      ensemble, unseen: try #require(example.unseen), of: dataset, batchSize: 7)
    let known = try #require(example.known)
    #expect(bagging.outOfBagCount == known.filter { $0 }.count)
    #expect(abs(bagging.outOfBagAccuracy - (example.score ?? .nan)) < 1e-12)
    let width = bagging.outOfBag.shape[1]
    let found = bagging.outOfBag.doubles
    let expected = example.outputs[1].data
    for (row, isKnown) in known.enumerated() {
      for at in row * width..<(row + 1) * width {
        #expect(isKnown ? abs(found[at] - expected[at]) < 1e-12 : found[at].isNaN)
      }
    }
  }

  @Test(arguments: GoldenEnsemble.of("uncertainty"))
  func tellsHowSure(_ example: GoldenEnsemble) {
    let found = PredictiveUncertainty(probabilities: example.inputs[0].tensor)
    let figures = [
      found.mean, found.variance, found.entropy, found.expectedEntropy, found.mutualInformation,
    ]
    for (figure, expected) in zip(figures, example.outputs) {
      #expect(agrees(figure, expected.tensor, within: 1e-12))
    }
  }
}
