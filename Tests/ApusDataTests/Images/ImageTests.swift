import Testing

@testable import ApusData

struct ImageTests {
  @Test func greyIsPillows() throws {
    let golden = try GoldenImages.read()
    #expect(golden.image.grey.distance(from: golden.grey) == 0)
    #expect(golden.image.grey.rgb.grey == golden.image.grey)
  }

  @Test func resizingIsPillows() throws {
    let golden = try GoldenImages.read()
    for expected in golden.resized {
      let found = golden.image.resized(width: expected.shape[1], height: expected.shape[0])
      #expect(found.shape == expected.shape)
      // Where rows grow and columns shrink, Pillow averages columns first.
      let tolerance = expected.shape == [4, 32, 3] ? 1 : 0
      #expect(found.distance(from: expected.pixels) <= tolerance, "\(expected.shape)")
    }
  }

  @Test func resizingKeepsWhatIsFlat() {
    let flat = Image(width: 5, height: 9, channels: 3, pixels: [UInt8](repeating: 77, count: 135))
    for (width, height) in [(1, 1), (32, 32), (4, 100)] {
      let image = flat.fitted(to: [height, width, 1])
      #expect(image.shape == [height, width, 1])
      #expect(image.pixels.allSatisfy { $0 == 77 })
    }
  }

  @Test func floatsAreQuotients() {
    let image = Image(width: 16, height: 16, channels: 1, pixels: (0..<256).map { UInt8($0) })
    #expect(image.floats[255] == 1)
    #expect(image.floats[128] == Float(128) / 255)
  }
}
