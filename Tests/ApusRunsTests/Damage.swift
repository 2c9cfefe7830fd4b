import Apus
import ApusTestSupport
import Foundation

/// Damaged copies of a file: cut, with other bytes, or with other values where it is JSON, each the
/// same in every run.
struct Damage {
  private let generator: RandomGenerator

  init(seed: UInt64) { generator = RandomGenerator(seed: seed) }

  /// A copy of `bytes` with some of them cut off, changed, put in or left out.
  func changed(_ bytes: [UInt8]) -> [UInt8] {
    var copy = bytes
    for _ in 0...generator.integer(below: 3) where !copy.isEmpty {
      let place = generator.integer(below: copy.count)
      switch generator.integer(below: 6) {
      case 0: copy.removeLast(copy.count - place)
      case 1: copy[place] ^= 1 << UInt8(generator.integer(below: 8))
      case 2: copy[place] = UInt8(ascii: "9")
      case 3: copy[place] = UInt8(generator.integer(below: 256))
      case 4: copy.insert(UInt8(generator.integer(below: 256)), at: place)
      default: copy.remove(at: place)
      }
    }
    return copy
  }

  /// What takes the place of a value in JSON.
  private static let values = [
    "-1", "0", "1", "2", "3", "0.5", "1e308", "-1e308", "1e-320", "4611686018427387904",
    "9223372036854775807", "-9223372036854775808", "18446744073709551615", "1e19", "1e400", "null",
    "true", "\"\"", "\"x\\ny\"", "\"inf\"", "\"nan\"", "[]", "{}", "[[[]]]", "[1e300,-7]",
    "{\"a\":1}", "\"" + String(repeating: "a", count: 3000) + "\"",
  ]

  /// A copy of JSON text with another value, or a name left out.
  func changed(json text: String) -> String {
    // Scalars, and lists without lists in them.
    let pattern = /"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+\-]*|true|false|null|\[[^\[\]]*\]/
    let places = text.matches(of: pattern).map(\.range)
    guard !places.isEmpty else { return text }
    var copy = text
    let place = places[generator.integer(below: places.count)]
    copy.replaceSubrange(place, with: Self.values[generator.integer(below: Self.values.count)])
    return copy
  }

  /// A copy of a safetensors file with another value in the JSON of one of its metadata, or with
  /// other metadata.
  func changed(metadataOf bytes: [UInt8]) throws -> [UInt8] {
    let folder = TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let path = try folder.write(bytes, to: "model.safetensors")
    var file = try Safetensors(contentsOf: path)
    let keys = file.metadata.keys.sorted()
    let key = keys[generator.integer(below: keys.count)]
    file.metadata[key] = changed(json: file.metadata[key] ?? "")
    try file.write(to: path)
    return [UInt8](try Data(contentsOf: URL(filePath: path)))
  }
}
