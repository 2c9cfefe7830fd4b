import Testing

@testable import ApusData

struct ImageTests {
  @Test func greyIsPillows() throws {
    let golden = try GoldenImages.read()
    // Pillow's weights are rounded to 16 bits.
    for (found, expected) in zip(golden.image.grey.pixels, golden.grey) {
      #expect(abs(Int(found) - Int(expected)) <= 1)
    }
    #expect(golden.image.grey.rgb.grey == golden.image.grey)
  }

  @Test func resizingIsPillows() throws {
    let golden = try GoldenImages.read()
    for expected in golden.resized {
      let found = golden.image.resized(width: expected.shape[1], height: expected.shape[0])
      try #require(found.shape == expected.shape)
      // Pillow rounds to bytes between the two directions.
      for (a, b) in zip(found.pixels, expected.pixels) { #expect(abs(Int(a) - Int(b)) <= 1) }
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
