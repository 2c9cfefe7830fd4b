import Foundation
import Testing

@testable import ApusPlot

@Suite struct MarkTests {
  @Test func boxesHaveNumPysQuartiles() throws {
    // numpy.percentile([1, 2, 4, 7, 11, 16, 100], [25, 50, 75]) = [3, 7, 13.5]
    let box = try #require(Boxes.Box([16, 1, 2, .nan, 4, 7, 100, 11]))
    #expect(box.quartiles == [3, 7, 13.5])
    #expect(box.low == 1 && box.high == 16 && box.outliers == [100])
    #expect(Boxes.Box([.nan]) == nil)
    let one = try #require(Boxes.Box([2]))
    #expect(one.quartiles == [2, 2, 2] && one.outliers.isEmpty)
  }

  @Test func barsStandOnTheirBase() {
    var chart = Chart(x: Axis(categories: ["a", "b"]), y: Axis("count"))
    chart.add(Bars([3, 6], label: "first", group: 0, of: 2, texts: ["3", "6"]))
    chart.add(Bars([1, -2], label: "second", group: 1, of: 2))
    let image = chart.svg
    #expect(image.contains(">first<") && image.contains(">6<"))
    for style in [Style(0), Style(1)] {
      #expect(image.ranges(of: "fill=\"\(style.paleColor)\" stroke=\"\(style.color)\"").count == 3)
    }
  }

  @Test func barsOnALogarithmicAxisStandOnItsEnd() {
    var chart = Chart(x: Axis("x"), y: Axis("count", limits: 0.5...100, scale: .logarithmic))
    chart.add(Bars([(0, 1, 10), (1, 2, 0), (2, 3, 100)]))
    #expect(!chart.svg.lowercased().contains("nan") && !chart.svg.contains("100000000"))
  }

  @Test func areasTakeTheColourOfTheirLine() {
    var chart = Chart()
    chart.add(Line([(0, 0), (1, 1)]))
    chart.add(Area([(0, 0, 1), (1, .nan, 2), (2, 1, 3)], label: "spread"))
    chart.add(Line([(0, 0), (1, 1)]))
    #expect(chart.svg.contains("fill=\"\(Style(1).color)\" fill-opacity"))
    #expect(chart.svg.contains(">spread<"))
  }

  @Test func stepsHoldTheirValue() throws {
    var chart = Chart()
    chart.add(Line([(0, 0), (1, 2), (2, 1)], isStepped: true))
    let points = try linePoints(chart.svg)
    #expect(points.count == 5)
    #expect(points[1].x == points[2].x && points[0].y == points[1].y && points[2].y == points[3].y)
  }

  @Test func errorBarsAndNamesAndGuidesAreDrawn() {
    var chart = Chart()
    chart.add(ErrorBars([(0, 1, 0.5, 1.5), (1, 2, .nan, .nan), (.nan, 0, 0, 0)], label: "mean"))
    chart.add(Names([(0, 1, "here"), (.nan, 1, "nowhere")]))
    chart.add(Line([(0, 0), (1, 1)], isGuide: true))
    let image = chart.svg
    #expect(image.contains(">mean<") && image.contains(">here<") && !image.contains("nowhere"))
    #expect(image.contains("stroke-dasharray=\"4 4\""))
    #expect(!image.lowercased().contains("nan"))
  }
}
