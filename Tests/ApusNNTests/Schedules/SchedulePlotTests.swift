import Testing

@testable import ApusNN

@Suite struct SchedulePlotTests {
  @Test func hasAxesTicksTitleAndTheCurve() throws {
    let image = ExponentialDecay(initialRate: 0.1, decaySteps: 50, decayRate: 0.5).plot(steps: 101)
    #expect(image.hasPrefix("<svg xmlns=") && image.hasSuffix("</svg>\n"))
    for text in [">ExponentialDecay<", ">update<", ">learning rate<", ">100<", ">0.1<", ">0<"] {
      #expect(image.contains(text), "\(text)")
    }
    // From the top left to a quarter of the height at the right.
    let start = try #require(image.firstRange(of: "points=\""))
    let points = image[start.upperBound...].prefix { $0 != "\"" }.split(separator: " ")
    #expect(points.count == 101)
    #expect(points.first == "80.0,40.0")
    #expect(points.last == "600.0,235.0")
  }

  @Test func longAndFlatAndZeroCurvesHaveFinitePlaces() {
    let schedules: [any LearningRateSchedule] = [
      ConstantRate(0), ConstantRate(3e-5), Warmup(to: 7, steps: 10),
    ]
    for schedule in schedules {
      for steps in [2, 100_000] {
        let image = schedule.plot(steps: steps)
        #expect(!image.contains("nan") && !image.contains("inf"))
        #expect(image.count < 40_000)
      }
    }
  }
}
