import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

/// Image files and what Pillow makes of them: Tests/Golden/images.json, made by images.py there.
struct GoldenImages: Decodable {
  struct File: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let file: Data
    let shape: [Int]
    let pixels: Data

    var bytes: [UInt8] { [UInt8](file) }
    var testDescription: String { name }
  }

  struct Resized: Decodable {
    let shape: [Int]
    let pixels: Data
  }

  /// The original, as a file of some orientation, brought to one size.
  struct Fitted: Decodable {
    let method: ImageFitting.Method
    let width: Int
    let height: Int
    let orientation: Int
    let pixels: Data
  }

  /// `large`, decoded at part of its size and resized.
  struct Reduced: Decodable {
    let width: Int
    let height: Int
    let pixels: Data
  }

  let cases: [File]
  let original: Data
  let grey: Data
  let resized: [Resized]
  let fitted: [Fitted]
  let large: Data
  let reduced: [Reduced]

  /// The image that was resized.
  var image: Image {
    Image(width: 13, height: 11, channels: 3, pixels: [UInt8](original))
  }

  static func read() throws -> GoldenImages { try goldenFile("images") }
}

extension Image {
  /// The largest difference of a byte; 256 where the shapes differ.
  func distance(from other: Image) -> Int {
    guard shape == other.shape else { return 256 }
    return zip(pixels, other.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 256
  }

  /// The same from pixels.
  func distance(from pixels: Data) -> Int {
    guard pixels.count == self.pixels.count else { return 256 }
    return zip(self.pixels, pixels).map { abs(Int($0) - Int($1)) }.max() ?? 256
  }
}
