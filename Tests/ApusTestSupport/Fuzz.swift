import ApusFiles
import Testing

/// Damaged copies of a file: every truncation at a 64th and many random changes.
///
/// What matters is that reading them ends, by a ``DataError`` or with some result, and never stops
/// the process.
public struct Fuzz {
  /// The file.
  public let bytes: [UInt8]
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Damages these bytes.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads all truncated copies; each must fail.
  public func truncations(_ read: ([UInt8]) throws -> Void) {
    for part in 0..<64 {
      let cut = Array(bytes.prefix(bytes.count * part / 64))
      #expect(throws: DataError.self, "cut to \(cut.count) of \(bytes.count)") { try read(cut) }
    }
  }

  /// Reads copies with a few random changes; the number of those that failed.
  @discardableResult
  public mutating func mutations(
    count: Int = 2000, onlyFirst: Int = .max, _ read: ([UInt8]) throws -> Void
  ) -> Int {
    var failures = 0
    for _ in 0..<count {
      var copy = bytes
      for _ in 0...(next() % 4) {
        let at = next() % min(copy.count, onlyFirst)
        switch next() % 4 {
        case 0: copy[at] ^= 1 << UInt8(next() % 8)
        case 1: copy[at] = UInt8(next() % 256)
        case 2: copy.insert(UInt8(next() % 256), at: at)
        default: if copy.count > 1 { copy.remove(at: at) }
        }
      }
      do {
        try read(copy)
      } catch is DataError {
        failures += 1
      } catch {
        Issue.record("threw \(error)")
      }
    }
    return failures
  }

  private mutating func next() -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33)
  }
}
