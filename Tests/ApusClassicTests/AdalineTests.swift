import ApusClassic
import ApusCore
import Foundation
import Testing

@Suite struct AdalineTests {
  private let inputs = TruthTables.inputs
  private let targets = TruthTables.bipolar(TruthTables.and)

  /// The least squares solution of AND: y = x₁ + x₂ − 3/2, with ξ = ¼.
  @Test func descendsToTheLeastSquares() {
    var adaline = Adaline(inputs: 2)
    let errors = adaline.descend(
      inputs, targets, steps: 2000, rate: 0.9 * Adaline.rateBound(inputs))
    for (w, expected) in zip(adaline.weights, [-1.5, 1, 1]) { #expect(abs(w - expected) < 1e-9) }
    #expect(abs((errors.last ?? 0) - 0.25) < 1e-12)
    #expect(adaline(inputs).doubles == targets.doubles)
  }

  @Test func learnsAndButNotXORExampleByExample() {
    let rate = 0.1 * Adaline.rateBound(inputs)
    var adaline = Adaline(inputs: 2)
    let errors = adaline.fit(inputs, targets, epochs: 300, rate: rate)
    #expect(adaline(inputs).doubles == targets.doubles)
    #expect(errors[299] < errors[0] && errors[299] < 0.27)
    adaline = Adaline(inputs: 2)
    let xor = TruthTables.bipolar(TruthTables.xor)
    adaline.fit(inputs, xor, epochs: 300, rate: rate)
    #expect(adaline(inputs).doubles != xor.doubles)
  }

  /// One step by hand: w ← w + 2μεx with ε = 1 from w = 0.
  @Test func oneStep() {
    var adaline = Adaline(inputs: 2)
    adaline.fit(Tensor([[1.0, 3]] as [[Double]]), Tensor([1.0] as [Double]), epochs: 1, rate: 0.1)
    #expect(adaline.weights == [0.2, 0.2, 0.2 * 3])
  }

  /// λ of ⟨xxᵗ⟩ for the four corners is (7 + √33)/8; descent converges below 1/λ and not above.
  @Test func theBoundOfTheRate() {
    let bound = Adaline.rateBound(inputs)
    #expect(abs(bound - 8 / (7 + sqrt(33.0))) < 1e-12)
    for (factor, converges) in [(0.98, true), (1.02, false)] {
      var adaline = Adaline(inputs: 2)
      let errors = adaline.descend(inputs, targets, steps: 2000, rate: factor * bound)
      #expect((errors[1999] < 0.26) == converges)
    }
  }

  /// The surface is a paraboloid: its second differences are the same everywhere, 2⟨x²⟩ h².
  @Test func theErrorSurface() {
    let adaline = Adaline(weights: [-1.5, 0, 0])
    let ticks = stride(from: -1.0, through: 3, by: 0.5).map { $0 }
    let surface = adaline.errorSurface(inputs, targets, axes: (1, 2), first: ticks, second: ticks)
    #expect(surface.shape == [9, 9])
    #expect(abs(surface[4, 4].item - 0.25) < 1e-12 && surface.min().item == surface[4, 4].item)
    for row in 0..<9 {
      for column in 1..<8 {
        let values = (-1...1).map { surface[row, column + $0].item }
        #expect(abs(values[0] - 2 * values[1] + values[2] - 2 * 0.5 * 0.25) < 1e-12)
      }
    }
  }
}
