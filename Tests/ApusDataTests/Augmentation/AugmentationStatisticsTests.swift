import ApusCore
import Foundation
import Testing

@testable import ApusData

/// Whether random parameters are distributed as they should be, over thousands of examples.
@Suite struct AugmentationStatisticsTests {
  private static let count = 4000

  private func draws(_ example: Int) -> ImageDraws {
    ImageDraws(seed: 3, epoch: 1, transform: 2, example: example)
  }

  /// Mean and variance of one draw from each of many examples.
  private func moments(_ draw: (inout ImageDraws) -> Double) -> (mean: Double, variance: Double) {
    let values = (0..<Self.count).map { example in
      var draws = draws(example)
      return draw(&draws)
    }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, squares / Double(values.count))
  }

  /// The changed images of a tiny image of 0.5, by example.
  private func results(_ transform: any ImageTransform, _ images: Tensor) -> Tensor {
    Augmentation(seed: 8, [transform])(images)
  }

  private func grey(_ shape: Shape) -> Tensor { Tensor(repeating: 0.5, shape, dtype: .float32) }

  @Test func uniformDraws() {
    let (mean, variance) = moments { $0.uniform(in: -2...4) }
    #expect(abs(mean - 1) < 0.1 && abs(variance - 3) < 0.15)
  }

  @Test func normalDraws() {
    let (mean, variance) = moments { $0.normal() }
    #expect(abs(mean) < 0.06 && abs(variance - 1) < 0.1)
  }

  @Test(arguments: [0.2, 0.5, 1, 4.0])
  func betaDraws(alpha: Double) {
    let (mean, variance) = moments { $0.beta(alpha) }
    #expect(abs(mean - 0.5) < 0.03)
    #expect(abs(variance - 1 / (4 * (2 * alpha + 1))) < 0.01)
  }

  @Test(arguments: [0.3, 1, 5.5])
  func gammaDraws(shape: Double) {
    let (mean, variance) = moments { $0.gamma(shape) }
    #expect(abs(mean / shape - 1) < 0.1 && abs(variance / shape - 1) < 0.25)
  }

  @Test func wholeNumbersAreEven() {
    var counts = [0, 0, 0, 0, 0]
    for example in 0..<Self.count {
      var draws = draws(example)
      counts[draws.integer(below: 5)] += 1
    }
    #expect(counts.allSatisfy { abs($0 - 800) < 110 })
  }

  @Test func halfOfTheImagesAreTurnedOver() {
    let images = Tensor((0..<Self.count).flatMap { _ in [Float(0), 1] }, shape: [4000, 1, 2, 1])
    let turned = results(RandomHorizontalFlip(), images).floats
    let count = stride(from: 0, to: turned.count, by: 2).filter { turned[$0] == 1 }.count
    #expect(abs(count - 2000) < 140)
  }

  @Test func factorsAreEven() {
    let values = results(RandomBrightness(0.5...1.5), grey([Self.count, 1, 1, 1])).floats
    let mean = values.reduce(0, +) / 4000
    #expect(abs(mean - 0.5) < 0.01)
    #expect((values.min() ?? 0) >= 0.25 && (values.max() ?? 1) <= 0.75)
    #expect((values.min() ?? 1) < 0.252 && (values.max() ?? 0) > 0.748)
  }

  @Test func noise() {
    let values = results(
      RandomGaussianNoise(mean: 0.1, standardDeviation: 0.3, clips: false), grey([10, 40, 50, 1])
    ).floats
    let mean = values.reduce(0, +) / Float(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)
    #expect(abs(mean - 0.6) < 0.01 && abs(variance - 0.09) < 0.004)
  }

  @Test func saltAndPepper() {
    let values = results(
      SaltAndPepperNoise(amount: 0.2...0.2, salt: 0.25), grey([10, 40, 50, 3])
    ).floats
    let share = { (value: Float) in
      Double(values.filter { $0 == value }.count) / Double(values.count)
    }
    #expect(abs(share(0) - 0.15) < 0.015 && abs(share(1) - 0.05) < 0.01)
    #expect(abs(share(0.5) - 0.8) < 0.02)
    // A pixel changes as a whole.
    #expect(stride(from: 0, to: values.count, by: 3).allSatisfy { values[$0] == values[$0 + 2] })
  }

  @Test func erasedShares() {
    let values = results(
      RandomErasing(probability: 1, scale: 0.1...0.3, ratio: 0.5...2), grey([500, 20, 20, 1])
    ).floats
    let shares = (0..<500).map { (image: Int) -> Double in
      Double(values[image * 400..<(image + 1) * 400].count { $0 == 0 }) / 400
    }
    let mean: Double = shares.reduce(0, +) / 500
    #expect(abs(mean - 0.2) < 0.015)
    #expect((shares.min() ?? 0) > 0.07 && (shares.max() ?? 1) < 0.34)
  }

  @Test func cutoutIsCutByEdges() {
    let values = results(Cutout(size: 6), grey([2000, 12, 12, 1])).floats
    let areas = (0..<2000).map { image in
      values[image * 144..<(image + 1) * 144].filter { $0 == 0 }.count
    }
    #expect(areas.max() == 36 && (areas.min() ?? 0) == 9)
  }

  @Test func elasticDisplacementsHaveTheirStrength() throws {
    // U(−1, 1) has variance 1/3; smoothed by σ in two dimensions, 1 / (4πσ²) of it is left.
    let elastic = ElasticTransform(alpha: 34, sigma: 4)
    let image = WorkingImage()
    var draws = draws(0)
    let shape: Shape = [200, 200, 1]
    let field = try #require(elastic.displacement(for: shape, in: image, draws: &draws))
    let values = UnsafeBufferPointer(start: field, count: 80_000).map { Double($0) }
    let variance = values.reduce(0) { $0 + $1 * $1 } / 80_000
    let expected = 34.0 * 34 / 3 / (4 * .pi * 16)
    #expect(abs(variance / expected - 1) < 0.25)
  }
}
