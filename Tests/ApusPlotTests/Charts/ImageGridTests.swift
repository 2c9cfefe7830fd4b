import ApusCore
import ApusData
import Testing

@testable import ApusPlot

@Suite struct ImageGridTests {
  @Test func tilesHaveFramesMarksAndCaptions() throws {
    let image = Image(width: 2, height: 1, channels: 1, pixels: [0, 255])
    let grid = ImageGrid(
      title: "digits",
      [
        .init(image, "seven\n90 %", isRight: true), .init(image, "one, not seven", isRight: false),
        .init(image),
      ], columns: 2)
    let text = grid.svg
    #expect(text.ranges(of: "data:image/png;base64,").count == 3)
    for caption in [">✓ seven<", ">90 %<", ">✗ one", ">digits<"] {
      #expect(text.contains(caption), "\(caption)")
    }
    #expect(text.contains(Style(1).color) && text.contains(Style(2).color))
    // Enlarged, the black pixel is black and the white one white, whatever librsvg makes of their
    // border.
    let pixels = try ImageGrid([.init(image)], columns: 1, side: 80).image(scale: 1)
    let row = (0..<pixels.width).map { pixels.pixels[3 * (50 * pixels.width + $0)] }
    #expect(row.filter { $0 == 0 }.count > 10 && row.filter { $0 == 255 }.count > 10)
    #expect(ImageGrid([]).height > 0)
  }
}
