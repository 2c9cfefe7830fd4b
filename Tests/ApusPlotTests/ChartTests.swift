import ApusTestSupport
import Foundation
import Testing

@testable import ApusPlot

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ChartTests {
  private let place = TemporaryFolder()

  /// The picture's elements; fails where the text is no XML.
  private func elements(_ svg: String) throws -> [String] {
    let reader = ElementReader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
    return reader.names
  }

  private func every() -> Chart {
    var chart = Chart(title: "a < b & \"c\" \u{1}", x: Axis("x"), y: Axis("y"))
    chart.add(HeatMap([[1, 2], [.nan, 4]], x: 0...2, y: 0...2))
    chart.add(Contours([[1, 2], [3, 4]], x: 0...2, y: 0...2, levels: [2.5]))
    chart.add(Regions([[0, 1], [1, 1]], x: 0...1, y: 0...1))
    for index in 0..<9 {
      let shift = Double(index)
      chart.add(Line([(0, shift), (1, .nan), (2, shift), (3, shift + 1)], label: "line \(index)"))
      chart.add(Points([(shift, 1), (.infinity, 2)], label: "points \(index)"))
    }
    return chart
  }

  @Test func isWellFormedWhateverIsInIt() throws {
    let names = try elements(every().svg)
    #expect(names.first == "svg")
    #expect(names.filter { $0 == "polyline" }.count == 9)
    #expect(!every().svg.lowercased().contains("nan"))
    #expect(every().svg == every().svg)
    _ = try elements(Chart().svg)
  }

  @Test func placesFollowTheAxes() throws {
    var chart = Chart(
      x: Axis(limits: 0...10), y: Axis(limits: 1...100, scale: .logarithmic))
    chart.add(Line([(0, 1), (5, 10), (10, 100)]))
    let points = try linePoints(chart.svg)
    #expect(abs(points[1].x - (points[0].x + points[2].x) / 2) < 0.11)
    #expect(abs(points[1].y - (points[0].y + points[2].y) / 2) < 0.11)
    #expect(points[0].y > points[2].y)
    chart.y.isReversed = true
    let reversed = try linePoints(chart.svg)
    #expect(reversed[0].y < reversed[2].y)
  }

  @Test func ticksAreRoundAndCoverTheRange() {
    for (low, high) in [(0.0, 1.0), (-3.7, 12), (1e-9, 5e-9), (99.5, 100.5), (7, 7), (-1e6, 1e7)] {
      let range = Ticks.rounded(low, high)
      #expect(range.lowerBound <= low && range.upperBound >= high)
      let values = Ticks.values(in: range).map(\.value)
      #expect((4...11).contains(values.count), "\(low) … \(high): \(values)")
      #expect(abs(values[0] - range.lowerBound) <= 1e-9 * max(abs(low), abs(high)))
    }
    #expect(Ticks.values(in: 0...1).map(\.label) == ["0", "0.2", "0.4", "0.6", "0.8", "1"])
  }

  @Test func contoursCrossBetweenTheirNeighbours() {
    let field = [[0.0, 1, 2], [0, 1, 2], [0, 1, 2]]
    let pieces = Contours(field, x: 0...3, y: 0...3, levels: [0.5]).pieces(of: 0.5)
    #expect(pieces.count == 2)
    for piece in pieces { #expect(abs(piece.from.x - 1) < 1e-12 && abs(piece.to.x - 1) < 1e-12) }
    let saddle = Contours([[0, 1], [1, 0]], x: 0...2, y: 0...2, levels: [0.5])
    #expect(saddle.pieces(of: 0.5).count == 2)
    #expect(
      Contours([[.nan, 1], [1, 0]], x: 0...2, y: 0...2, levels: []).pieces(of: 0.5).count <= 1)
  }

  @Test func colorsGoFromEndToEnd() {
    #expect(Colormap.viridis.color(0) == "#440154" && Colormap.viridis.color(1) == "#fde725")
    #expect(Colormap.viridis.color(-3) == "#440154" && Colormap.viridis.color(9) == "#fde725")
    #expect(Colormap.blues.color(.nan) == "#a0a0a0")
    #expect(Set((0..<8).map { Style($0).color }).count == 8)
  }

  @Test func writesAFile() throws {
    let path = place["picture.svg"]
    try every().write(to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == every().svg)
    #expect(throws: (any Error).self) { try every().write(to: "/proc/none/picture.svg") }
  }
}

/// Collects the names of elements.
private final class ElementReader: NSObject, XMLParserDelegate {
  var names: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) { names.append(name) }
}
