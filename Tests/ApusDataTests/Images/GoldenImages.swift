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
    let pixels: [UInt8]

    var bytes: [UInt8] { [UInt8](file) }
    var testDescription: String { name }
  }

  struct Resized: Decodable {
    let shape: [Int]
    let pixels: [UInt8]
  }

  let cases: [File]
  let original: [UInt8]
  let grey: [UInt8]
  let resized: [Resized]

  /// The image that was resized.
  var image: Image { Image(width: 13, height: 11, channels: 3, pixels: original) }

  static func read() throws -> GoldenImages { try goldenFile("images") }
}
