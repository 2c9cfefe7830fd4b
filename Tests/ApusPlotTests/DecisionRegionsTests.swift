import ApusCore
import Testing

@testable import ApusPlot

@Suite struct DecisionRegionsTests {
  private let features = Tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]] as [[Float]])

  @Test func coloursThePlaneByClassAndRingsWhatIsWrong() {
    // The class is whether the first feature is above a half; the last example's label says
    // otherwise.
    let chart = Chart.decisionRegions(
      title: "halves", features, labels: [0, 0, 1, 0], classNames: ["left", "right"],
      resolution: 10
    ) { $0[0..., 0] .> 0.5 }
    let image = chart.svg
    for text in ["halves", ">left<", ">right<", ">wrong<", ">x₁<", ">x₂<"] {
      #expect(image.contains(text), "\(text)")
    }
    // Ten rows of two pieces, one of each pale colour.
    for style in [Style(0), Style(1)] {
      #expect(image.ranges(of: "fill=\"\(style.paleColor)\"").count == 10)
    }
    // A ring at the example and one in the legend.
    #expect(image.ranges(of: "fill=\"none\" stroke=\"#000000\"").count == 2)
  }

  @Test func moreFeaturesAreShownOnThePlaneOfMostVariance() {
    // Points on a line in three dimensions, but for a little.
    let line = Tensor.randomNormal([50, 1], generator: RandomGenerator(seed: 1))
    let noise = 0.01 * Tensor.randomNormal([50, 3], generator: RandomGenerator(seed: 2))
    let data = line * Tensor([1, 2, 2] as [Float]) + noise
    let plane = DataPlane(data)
    #expect(!plane.isWhole && plane.x.label.contains("100 %"))
    let near = plane.lift(plane.project(data))
    #expect((near - data).absoluteValue.max().item < 0.05)
    #expect(DataPlane(features).isWhole)
  }
}

@Suite struct ErrorSurfaceTests {
  @Test func showsABowlWithItsLeastInTheMiddle() throws {
    let chart = Chart.errorSurface(
      title: "bowl", names: ("w₁", "w₂"), learned: (2, -1), resolution: 21
    ) { ($0 - 2) * ($0 - 2) + ($1 + 1) * ($1 + 1) }
    let image = chart.svg
    #expect(image.contains(">w₁<") && image.contains(">learned<"))
    #expect(image.contains(Colormap.viridis.color(0)) && image.contains(Colormap.viridis.color(1)))
    #expect(image.ranges(of: "stroke=\"white\"").count > 100)
  }

  @Test func flatAndInfiniteSurfacesAreDrawn() {
    for value in [1, Double.nan, .infinity] {
      let image = Chart.errorSurface(title: "", names: ("", ""), learned: (0, 0)) { _, _ in value }
      #expect(!image.svg.lowercased().contains("nan"))
    }
  }
}
