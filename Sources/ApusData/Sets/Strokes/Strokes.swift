import ApusCore

/// Digits drawn by a generator: white lines on black, 28 by 28, ten classes.
///
/// A digit is a few pen strokes (``StrokeGlyph``), one of several ways to write it. For each image
/// they are bent by smooth waves, turned, sheared, stretched and moved, and drawn with a pen of
/// some width. Everything follows from the seed and the image's number.
public enum Strokes {
  /// Images are squares of this side.
  public static let side = 28
  static let classNames = (0..<10).map { "\($0)" }
  private static let blockSize = 500

  /// `count` images; image i shows digit i mod 10.
  ///
  /// - Parameters:
  ///   - count: how many, at least 0.
  ///   - seed: what they follow from; the first images of more are the same.
  public static func images(count: Int, seed: UInt64) -> ImageDataset {
    var starts = stride(from: 0, to: count, by: blockSize).makeIterator()
    // Drawing cannot fail.
    let blocks = try? Pipeline.map(
      produce: { starts.next() },
      transform: { start in pixels(of: start..<min(start + blockSize, count), seed: seed) })
    return ImageDataset(
      blocks: blocks ?? [],
      places: (0..<count).map {
        ImageDataset.Place(block: Int32($0 / blockSize), image: Int32($0 % blockSize))
      },
      shape: [side, side, 1], labels: (0..<count).map { Int32($0 % 10) }, classNames: classNames)
  }

  private static func pixels(of numbers: Range<Int>, seed: UInt64) -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(numbers.count * side * side)
    var canvas = StrokeCanvas(side: side)
    for number in numbers {
      // An image takes far fewer than 2³² streams, so no two share one.
      let random = RandomGenerator(
        state: RandomGenerator.State(seed: seed, stream: UInt64(number) << 32))
      canvas.clear()
      draw(digit: number % 10, on: &canvas, random: random)
      pixels += canvas.pixels
    }
    return pixels
  }

  private static func draw(
    digit: Int, on canvas: inout StrokeCanvas, random: RandomGenerator
  ) {
    let ways = StrokeGlyph.digits[digit]
    let glyph = ways[random.integer(below: ways.count)]
    let warp = StrokeWarp(side: Float(side), random: random)
    let pen = Float(random.uniform(from: 0.8, to: 1.7))
    let ink = Float(random.uniform(from: 0.75, to: 1))
    for stroke in glyph.strokes {
      let points = stroke.map(warp.callAsFunction)
      for (start, end) in zip(points, points.dropFirst()) {
        canvas.drawLine(from: start, to: end, radius: pen, ink: ink)
      }
    }
  }
}

extension NamedDataset {
  /// Digits drawn by a generator, for which no file is needed: 12,000 to learn from and 2,000 to
  /// judge by, white on black, [28, 28, 1].
  public static let strokes = NamedDataset(
    name: "strokes", summary: "digits drawn by a generator, 28 by 28, grey",
    classNames: Strokes.classNames, featureShape: [Strokes.side, Strokes.side, 1],
    trainCount: 12_000, testCount: 2_000, licence: "made on the spot: free", downloads: [],
    form: .made {
      DatasetSplits(
        train: Strokes.images(count: 12_000, seed: 1), test: Strokes.images(count: 2_000, seed: 2))
    })
}
