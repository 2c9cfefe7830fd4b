import ApusCore
import ApusNN
import Foundation
import Testing

@testable import ApusTraining

@Suite struct LinearRegionsTests {
  /// The lecture's numbers, S4:17: D + 1 regions with 3D + 1 parameters, (D + 1)ᴷ with 3D + 1 + (K
  /// − 1)D(D + 1).
  @Test(arguments: [(1, 5), (2, 5), (3, 4), (5, 10), (10, 3)])
  func theLecturesFormulas(_ layers: Int, _ units: Int) {
    let hidden = [Int](repeating: units, count: layers)
    #expect(RegionBound.regions(units: hidden) == pow(Double(units + 1), Double(layers)))
    #expect(
      RegionBound.parameterCount(units: hidden)
        == 3 * units + 1 + (layers - 1) * units * (units + 1))
  }

  /// Understanding Deep Learning, figure 4.7: five layers of ten units and one input have 471
  /// parameters and up to 161,051 regions.
  @Test func theBooksNumbers() {
    let hidden = [Int](repeating: 10, count: 5)
    #expect(RegionBound.regions(units: hidden) == 161_051)
    #expect(RegionBound.parameterCount(units: hidden) == 471)
    // Three lines in general position cut a plane into seven parts.
    #expect(RegionBound.regions(inputs: 2, units: [3]) == 7)
    // A layer of one unit leaves one dimension to those behind it.
    #expect(RegionBound.regions(inputs: 2, units: [1, 4]) == 2 * 5)
    let model = Sequential {
      for _ in 0..<5 { Dense(10, activation: .relu) }
      Dense(1)
    }
    model.build([1])
    #expect(model.parameterCount == 471)
  }

  @Test(arguments: [(2, 1), (2, 6), (4, 3), (8, 2), (1, 3)])
  func foldingMultipliesRegions(_ folds: Int, _ layers: Int) throws {
    let model = foldingNetwork(folds: folds, layers: layers)
    let regions = try LinearRegions(of: model, over: 0...1)
    #expect(Double(regions.count) == pow(Double(folds), Double(layers)))
    #expect(
      model.parameterCount
        == RegionBound.parameterCount(units: [Int](repeating: folds, count: layers)))
    // It rises and falls between 0 and 1 with the same slope everywhere.
    let slope = pow(Double(folds), Double(layers))
    #expect(regions.regions.allSatisfy { abs(abs($0.functions[0].x) - slope) < 1e-9 * slope })
  }

  @Test func oneLayerOfUnitsBendsOnceForEach() throws {
    let layer = Dense(6, activation: .relu)
    let model = Sequential([layer, Dense(1)])
    model.build([1])
    layer.weight = Tensor([1, -1, 2, 1, -3, 1] as [Float], shape: [1, 6])
    layer.bias?.wrappedValue = Tensor([1, 0.5, 0, -2, 6, 100] as [Float])
    // Bends at −1, ½, 0, 2, 2 and −100: two together, one beyond the line.
    let regions = try LinearRegions(of: model, over: -10...10)
    #expect(regions.count == 5)
    let ends = regions.regions.map { region in region.corners.map { $0.x * 20 - 10 } }
    let bends = Set(ends.joined().map { ($0 * 1000).rounded() / 1000 }).sorted()
    #expect(bends == [-10, -1, 0, 0.5, 2, 10])
  }

  @Test func whatIsNoRectifierIsRefused() {
    for layer in [Dense(2, activation: .tanh), LeakyReLU()] as [any Layer] {
      #expect(throws: TrainingError.self) {
        try LinearRegions(of: Sequential([Dense(2), layer]), over: 0...1)
      }
    }
    #expect(throws: TrainingError.self) {
      try LinearRegions(of: Sequential([Dense(2)]), from: [0, 0], along: [[1]])
    }
  }
}
