import Testing

@testable import ApusData

/// Images beside each other in one.
@Suite struct ImageTilingTests {
  /// 2 wide, 1 high, one value everywhere.
  private func image(_ value: UInt8, channels: Int = 1) -> Image {
    Image(
      width: 2, height: 1, channels: channels,
      pixels: [UInt8](repeating: value, count: 2 * channels))
  }

  @Test func imagesStandInRowsWithGapsBetweenThem() {
    let tiled = Image(tiling: [image(1), image(2), image(3)], across: 2)
    #expect(tiled.shape == [4, 6, 1])
    let (gap, empty) = (UInt8(255), UInt8(255))
    #expect(
      tiled.pixels == [
        1, 1, gap, gap, 2, 2,
        gap, gap, gap, gap, gap, gap,
        gap, gap, gap, gap, gap, gap,
        3, 3, gap, gap, empty, empty,
      ])
  }

  @Test func aRowIsNoWiderThanItsImages() {
    let tiled = Image(tiling: [image(1), image(2)], across: 9)
    #expect(tiled.shape == [1, 6, 1])
    #expect(Image(tiling: [image(7)], across: 1).pixels == image(7).pixels)
  }

  @Test func channelsStayTogether() {
    let left = Image(width: 1, height: 1, channels: 3, pixels: [1, 2, 3])
    let right = Image(width: 1, height: 1, channels: 3, pixels: [4, 5, 6])
    let tiled = Image(tiling: [left, right], across: 2)
    #expect(tiled.shape == [1, 4, 3])
    #expect(tiled.pixels == [1, 2, 3, 255, 255, 255, 255, 255, 255, 4, 5, 6])
  }

  @Test func misuseTraps() async {
    await #expect(processExitsWith: .failure) { _ = Image(tiling: [], across: 1) }
    await #expect(processExitsWith: .failure) {
      let one = Image(width: 1, height: 1, channels: 1, pixels: [0])
      _ = Image(tiling: [one], across: 0)
    }
    await #expect(processExitsWith: .failure) {
      let one = Image(width: 1, height: 1, channels: 1, pixels: [0])
      let other = Image(width: 2, height: 1, channels: 1, pixels: [0, 0])
      _ = Image(tiling: [one, other], across: 2)
    }
  }
}
