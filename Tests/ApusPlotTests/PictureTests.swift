import ApusData
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusPlot

@Suite struct PictureTests {
  private let place = TemporaryFolder()

  private func chart() -> Chart {
    var chart = Chart(title: "a line", x: Axis("x"), y: Axis("y"), width: 320, height: 200)
    chart.add(Line([(0, 0), (1, 1)], label: "up"))
    return chart
  }

  @Test func aPNGHasThePicturesPixels() throws {
    let path = place["picture.PNG"]
    try chart().write(to: path, scale: 1.5)
    let image = try ImageFile.read(path)
    #expect(image.shape == [300, 480, 3])
    #expect(Array(image.pixels.prefix(3)) == [255, 255, 255])
    // The line's blue, and ink where the title stands.
    let pixels = stride(from: 0, to: image.pixels.count, by: 3).map {
      Array(image.pixels[$0..<$0 + 3])
    }
    #expect(pixels.contains([0, 114, 178]))
    #expect(pixels[480 * 20..<480 * 40].contains { $0[0] < 60 })
    #expect(try chart().png(scale: 1.5) == chart().png(scale: 1.5))
  }

  @Test func themesColourTheGround() throws {
    var dark = chart()
    dark.theme = .dark
    #expect(Array(try dark.image(scale: 1).pixels.prefix(3)) == [27, 30, 36])
    var print = chart()
    print.theme = .print
    let pixels = try print.image(scale: 1).pixels
    // Smoothing leaves no colour behind, either.
    let colours = stride(from: 0, to: pixels.count, by: 3).map { Set(pixels[$0..<$0 + 3]).count }
    #expect(colours.allSatisfy { $0 == 1 })
    #expect(Theme.named("print") == .print && Theme.named("none") == nil)
  }

  @Test func everyThemesPaletteHasEightColours() {
    for theme in Theme.all {
      #expect(Set((0..<8).map { Style($0, theme: theme).color }).count == 8)
      // Any two of 64 styles differ in dashes or colour.
      let looks = (0..<64).map { Style($0, theme: theme) }.map { "\($0.color) \($0.shape)" }
      #expect(Set(looks).count == 64)
      for index in 0..<8 { #expect(Style(index, theme: theme).color != theme.ground) }
    }
  }

  @Test func otherEndingsAndSizesAreErrors() {
    for path in ["picture", "picture.jpg", "picture.svg.gz", ".png/x"] {
      #expect(throws: PictureError.unknownEnding(path)) { try chart().write(to: path) }
    }
    for scale in [0, -1, 1e6, .nan, .infinity] {
      #expect(throws: PictureError.self) { try chart().image(scale: scale) }
    }
    #expect(throws: FileError.self) { try chart().write(to: "/proc/none/picture.png") }
    #expect(throws: PictureError.self) { try render("no picture", width: 10, height: 10) }
    #expect("\(PictureError.noFont)".contains("fonts-dejavu-core"))
  }

  @Test func mapsAreGreyInPrintAndKeepTheirOrder() {
    let greys = (0...10).map { Theme.print.color(Double($0) / 10, of: .diverging).red }
    #expect(greys == greys.sorted(by: >))
    let bright = (0...10).map { Theme.print.color(Double($0) / 10, of: .viridis).red }
    #expect(bright == bright.sorted())
    #expect(Theme.light.color(0.5, of: .diverging) == RGB(grey: 255))
  }
}
