import ApusNN
import Foundation
import Testing

@testable import ApusPlot

@Suite struct RateCurveTests {
  @Test func hasAxesTicksTitleAndTheCurve() throws {
    let image = ExponentialDecay(initialRate: 0.1, decaySteps: 50, decayRate: 0.5)
      .chart(steps: 101).svg
    #expect(image.hasPrefix("<svg xmlns=") && image.hasSuffix("</svg>\n"))
    for text in [">ExponentialDecay<", ">update<", ">learning rate<", ">100<", ">0.1<", ">0<"] {
      #expect(image.contains(text), "\(text)")
    }
    let points = try linePoints(image)
    #expect(points.count == 101)
    // The rate falls to a half after 50 updates and to a quarter after 100: heights over the axis
    // fall with it.
    let bottom = 400.0 - 52
    let heights = [0, 50, 100].map { bottom - points[$0].y }
    #expect(abs(heights[1] / heights[0] - 0.5) < 1e-3 && abs(heights[2] / heights[0] - 0.25) < 1e-3)
    #expect(abs(points[50].x - (points[0].x + points[100].x) / 2) < 0.2)
  }

  @Test func longAndFlatAndZeroCurvesHaveFinitePlaces() throws {
    let schedules: [any LearningRateSchedule] = [
      ConstantRate(0), ConstantRate(3e-5), Warmup(to: 7, steps: 10),
    ]
    for schedule in schedules {
      for steps in [2, 100_000] {
        let image = schedule.chart(steps: steps).svg
        #expect(!image.contains("nan") && !image.contains("inf"))
        #expect(image.count < 40_000)
      }
    }
  }

  @Test func oneUpdateTraps() async {
    await #expect(processExitsWith: .failure) { _ = ConstantRate(1).chart(steps: 1) }
  }
}

/// The places of the first line of a picture.
func linePoints(_ image: String) throws -> [(x: Double, y: Double)] {
  let start = try #require(image.firstRange(of: "<polyline points=\""))
  return image[start.upperBound...].prefix { $0 != "\"" }.split(separator: " ").map { pair in
    let parts = pair.split(separator: ",").compactMap { Double($0) }
    return (parts[0], parts[1])
  }
}
