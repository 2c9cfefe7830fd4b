import ApusCore
import ApusData
import ApusNN
import ApusTestSupport
import Foundation
import Testing

@testable import ApusTraining

/// A case of `generalization.json`.
struct GoldenGeneralization: Decodable, CustomTestStringConvertible, Sendable {
  let name: String
  let kind: String
  let inputs: [GoldenTensor]?
  let outputs: [GoldenTensor]?
  let degree: Int?
  let noise: Double?
  let bias2: Double?
  let variance: Double?
  let features: GoldenTensor?
  let reach: Double?
  let count: Int?

  var testDescription: String { name }
  static let all = (try? goldenCases("generalization", as: GoldenGeneralization.self)) ?? []
  static func of(_ kind: String) -> [GoldenGeneralization] { all.filter { $0.kind == kind } }
}

/// Least squares, the parts of errors and linear regions against NumPy and linear programs.
@Suite struct GoldenGeneralizationTests {
  @Test func everyKindIsThere() {
    for (kind, count) in [("leastSquares", 12), ("polynomial", 12), ("parts", 3), ("regions", 9)] {
      #expect(GoldenGeneralization.of(kind).count == count)
    }
  }

  @Test(arguments: GoldenGeneralization.of("leastSquares"))
  func findsTheShortestSolution(_ example: GoldenGeneralization) throws {
    let inputs = try #require(example.inputs).map(\.tensor)
    let expected = try #require(example.outputs?.first).tensor
    #expect(agrees(leastSquaresSolution(inputs[0], inputs[1]), expected, within: 1e-9))
  }

  @Test(arguments: GoldenGeneralization.of("polynomial"))
  func hasTheClosedForm(_ example: GoldenGeneralization) throws {
    func middles(_ count: Int) -> [Double] {
      (0..<count).map { -1 + (2 * Double($0) + 1) / Double(count) }
    }
    let degree = try #require(example.degree)
    let noise = try #require(example.noise)
    let (examples, places) = (middles(25), middles(100))
    let some = stride(from: 0, to: 100, by: 10).map { places[$0] }
    #expect(
      agrees(
        legendreFeatures(some, degree: degree), try #require(example.features).tensor,
        within: 1e-12))
    let smoother = LinearSmoother(
      examples: legendreFeatures(examples, degree: degree),
      places: legendreFeatures(places, degree: degree))
    let truth = { (x: [Double]) in x.map { sin(2 * .pi * $0) } }
    let parts = smoother.expectation(
      truthAtExamples: truth(examples), truthAtPlaces: truth(places), noise: noise)
    #expect(abs(parts.biasSquared - (example.bias2 ?? .nan)) < 1e-10)
    #expect(abs(parts.variance - (example.variance ?? .nan)) < 1e-10)
    #expect(abs(parts.error - parts.biasSquared - parts.variance - noise) < 1e-14)
    // The same by resampling: 400 data sets, within four standard errors.
    let generator = RandomGenerator(seed: 3)
    let predictions = (0..<400).map { _ in
      smoother.predictions(truth(examples).map { $0 + generator.normal() * noise.squareRoot() })
    }
    let found = BiasVariance(predictions: predictions, observations: [truth(places)]).mean
    let tolerance = 4 * parts.variance * (2.0 / 400).squareRoot()
    #expect(abs(found.variance - parts.variance) < tolerance)
    #expect(
      abs(found.biasSquared - parts.biasSquared)
        < 4 * (parts.biasSquared * parts.variance / 400).squareRoot() + parts.variance / 40)
  }

  @Test(arguments: GoldenGeneralization.of("parts"))
  func theErrorIsItsParts(_ example: GoldenGeneralization) throws {
    func rows(_ tensor: GoldenTensor) -> [[Double]] {
      (0..<tensor.shape[0]).map { row in
        Array(tensor.data[row * tensor.shape[1]..<(row + 1) * tensor.shape[1]])
      }
    }
    let inputs = try #require(example.inputs).map(rows)
    let found = BiasVariance(predictions: inputs[0], observations: inputs[1])
    let expected = try #require(example.outputs).map(\.data)
    for (place, parts) in found.places.enumerated() {
      let numbers = [parts.error, parts.biasSquared, parts.variance, parts.noise]
      for (number, list) in zip(numbers, expected) { #expect(abs(number - list[place]) < 1e-12) }
    }
    let mean = found.mean
    #expect(abs(mean.error - mean.biasSquared - mean.variance - mean.noise) < 1e-12)
  }

  @Test(arguments: GoldenGeneralization.of("regions"))
  func countsRegions(_ example: GoldenGeneralization) throws {
    let inputs = try #require(example.inputs)
    let pairs = stride(from: 0, to: inputs.count, by: 2).map { (inputs[$0], inputs[$0 + 1]) }
    let layers = pairs.map { weight, _ in Dense(weight.shape[1], activation: .relu) }
    let model = Sequential(layers + [Dense(1)])
    let count = pairs[0].0.shape[0]
    model.build([count])
    for (layer, pair) in zip(layers, pairs) {
      layer.weight = pair.0.single
      layer.bias?.wrappedValue = pair.1.single
    }
    let reach = try #require(example.reach)
    let axes = (0..<count).map { axis in (0..<count).map { $0 == axis ? 2 * reach : 0 } }
    let regions = try LinearRegions(
      of: model, from: [Double](repeating: -reach, count: count), along: axes)
    #expect(regions.count == example.count)
    let bound = RegionBound.regions(inputs: count, units: layers.map(\.units))
    #expect(Double(regions.count) <= bound)
    // On every region the network is the affine function that was found.
    for region in regions.regions {
      let place = region.center
      let input = (0..<count).map { Float(-reach + 2 * reach * ($0 == 0 ? place.x : place.y)) }
      let expected = model(Tensor(input, shape: [1, count])).item
      let function = region.functions[0]
      let found = function.x * place.x + function.y * place.y + function.z
      #expect(abs(found - expected) < 1e-4 * max(1, reach))
    }
  }
}
