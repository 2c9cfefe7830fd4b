import ApusClassic
import ApusCore
import ApusTestSupport
import Foundation
import Testing

/// Numbers that PyTorch and NumPy computed in float64: `Tests/Golden/classic.json`.
@Suite struct GoldenClassicTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let kind: String
    let config: Config
    let inputs: [GoldenTensor]
    let parameters: [String: GoldenTensor]?
    let outputs: [GoldenTensor]
    let parameterGradients: [String: GoldenTensor]?
    let stateAfter: [String: GoldenTensor]?

    var testDescription: String { name }
  }

  struct Config: Decodable, Sendable {
    let hidden: String?
    let output: String?
    let cost: String?
    let steps: Int
    let rate: Double?
    let share: Double?
  }

  static let cases: [Case] = (try? goldenCases("classic")) ?? []

  @Test func theFileIsThere() { #expect(Self.cases.count == 21) }

  @Test(arguments: cases.filter { $0.kind != "adaline" })
  func networks(_ golden: Case) throws {
    let parameters = try #require(golden.parameters)
    let layers = parameters.count / 2
    func list(_ name: String, of values: [String: GoldenTensor]) -> [Tensor] {
      (0..<layers).compactMap { values["\(name)\($0)"]?.tensor }
    }
    var network = MultilayerPerceptron(
      weights: list("weight", of: parameters), biases: list("bias", of: parameters),
      hidden: try #require(golden.config.hidden.flatMap(UnitFunction.init)),
      output: try #require(golden.config.output.flatMap(UnitFunction.init)),
      cost: try #require(golden.config.cost.flatMap(MultilayerPerceptron.Cost.init)))
    let (inputs, targets) = (golden.inputs[0].tensor, golden.inputs[1].tensor)
    expectEqual(network(inputs), golden.outputs[0])
    expectEqual(network.meanCost(inputs, targets), golden.outputs[1])

    let expected = try #require(golden.parameterGradients)
    for gradients in [
      network.gradientsNeuronByNeuron(inputs, targets),
      network.gradientsInMatrixForm(inputs, targets),
    ] {
      for layer in 0..<layers {
        expectEqual(gradients.weights[layer], try #require(expected["weight\(layer)"]))
        expectEqual(gradients.biases[layer], try #require(expected["bias\(layer)"]))
      }
    }
    guard let after = golden.stateAfter else { return }
    let rate = try #require(golden.config.rate)
    network.fit(inputs, targets, epochs: golden.config.steps, rate: rate, mode: .batch)
    for layer in 0..<layers {
      expectEqual(network.weights[layer], try #require(after["weight\(layer)"]))
      expectEqual(network.biases[layer], try #require(after["bias\(layer)"]))
    }
  }

  @Test(arguments: cases.filter { $0.kind == "adaline" })
  func adalines(_ golden: Case) throws {
    let (inputs, targets) = (golden.inputs[0].tensor, golden.inputs[1].tensor)
    let bound = Adaline.rateBound(inputs)
    expectEqual(Tensor(bound), golden.outputs[3])
    var adaline = Adaline(inputs: inputs.shape[1])
    let share = try #require(golden.config.share)
    adaline.fit(inputs, targets, epochs: golden.config.steps, rate: share * bound)
    expectEqual(Tensor(adaline.weights), golden.outputs[0])

    let solution = Adaline(weights: golden.outputs[1].data)
    expectEqual(Tensor(solution.meanSquaredError(inputs, targets)), golden.outputs[2])
    adaline.descend(inputs, targets, steps: 5000, rate: 0.9 * bound)
    expectEqual(Tensor(adaline.weights), golden.outputs[1])
  }

  private func expectEqual(
    _ found: Tensor, _ golden: GoldenTensor, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let wanted = golden.tensor
    #expect(found.shape == wanted.shape, sourceLocation: sourceLocation)
    guard found.shape == wanted.shape else { return }
    let error = (found - wanted).absoluteValue.max().item
    let scale = Swift.max(1, wanted.absoluteValue.max().item)
    #expect(error <= 1e-11 * scale, "off by \(error)", sourceLocation: sourceLocation)
  }
}
