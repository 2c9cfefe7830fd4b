import Foundation
import Testing

@testable import ApusPlot

@Suite struct ChartLayoutTests {
  @Test func namesAreTurnedAndThinnedBeforeTheyTouch() {
    func layout(_ count: Int, _ name: String) -> ChartLayout {
      ChartLayout(
        Chart(x: Axis("x", categories: (0..<count).map { "\(name) \($0)" }), y: Axis("y")))
    }
    #expect(!layout(4, "a").turnsLabels)
    #expect(layout(12, "a long name").turnsLabels)
    #expect(layout(12, "a long name").across.count == 12)
    #expect(layout(200, "a long name").across.count < 50)
    #expect(layout(3, String(repeating: "w", count: 400)).bottom < 250)
  }

  @Test func numbersKeepTheirDistance() {
    var chart = Chart(x: Axis("x", limits: 0...7e9), y: Axis("y"), width: 300)
    chart.add(Line([(0, 0), (1, 1)]))
    let layout = ChartLayout(chart)
    let plot = 300 - layout.left - layout.right
    #expect(layout.across.count > 1)
    let slot = plot * (layout.across[1].value - layout.across[0].value) / 7e9
    #expect(layout.across.allSatisfy { textWidth($0.label) < slot })
  }

  @Test func thePlotGetsTheSizeThatIsAsked() {
    var chart = Chart(title: "t", x: Axis("x"), y: Axis("y"))
    chart.add(Line([(0, 0), (1, 1)], label: String(repeating: "long ", count: 100)))
    chart.setPlotSize(width: 333, height: 222)
    let layout = ChartLayout(chart)
    #expect(abs(chart.width - layout.left - layout.right - 333) < 1e-9)
    #expect(abs(chart.height - layout.top - layout.bottom - 222) < 1e-9)
    #expect(layout.right < 300)
  }

  @Test func textIsMeasuredAndShortened() {
    #expect(textWidth("mmm") > 2 * textWidth("iii"))
    #expect(shortened("confusion", to: 1000) == "confusion")
    let short = shortened("confusion matrix", to: 60)
    #expect(short.hasSuffix("…") && textWidth(short) <= 60)
    #expect(fittingSize("confusion matrix", to: 60, size: 13, least: 9) == 9)
    #expect(fittingSize("a", to: 60, size: 13, least: 9) == 13)
  }

  @Test func powersOfTenAreWrittenAsPeopleDo() {
    #expect(Ticks.powers(in: 1e-6...1).map(\.label).first == "10⁻⁶")
    #expect(Ticks.powers(in: 1...100).map(\.label) == ["1", "2", "5", "10", "20", "50", "100"])
    #expect(Ticks.powers(in: 1e-30...1e30).count < 12)
    #expect(Ticks.powers(in: 1e5...1e7).map(\.label).contains("2·10⁶"))
  }
}
