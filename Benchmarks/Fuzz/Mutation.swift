/// What is done to a sound file: one to four changes, each of bytes anywhere or of what looks like
/// a length, count or dimension, more often near the beginning, where headers are.
struct Mutation {
  private var generator: Generator
  private(set) var bytes: [UInt8]

  /// Numbers that headers' checks are most often wrong about.
  private static let extremes: [UInt64] = [
    0, 1, 2, 7, 8, 9, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000,
    0xFFFF_FFFF, 1 << 32, 1 << 40, (1 << 63) - 1, 1 << 63, .max, .max - 7,
  ]
  private static let texts = [
    "0", "-1", "1", "8", "99999999", "2147483648", "4294967296", "9223372036854775807",
    "18446744073709551616", "99999999999999999999999", "1e999", "nan", "null", "[]", "{}", "\"\"",
    "[[",
    "\u{0}", "\n", ",", ":", "\"", "'", "{", "}", "(", ")", "&a", "*a", "<<", "- ", "\t",
    "\u{FEFF}", "\\u0000",
  ]

  /// A damaged copy of `whole`.
  init(of whole: [UInt8], _ generator: Generator) {
    self.generator = generator
    bytes = whole
    // One change half of the time: several rarely get behind the first check.
    for _ in 0...self.generator.pick([0, 0, 0, 1, 2, 3]) { change() }
  }

  private mutating func place() -> Int {
    let first = min(bytes.count, generator.pick([32, 128, 1024, bytes.count, bytes.count]))
    return generator.below(first)
  }

  private mutating func change() {
    guard !bytes.isEmpty else { return }
    let at = place()
    switch generator.below(13) {
    case 0, 1: bytes[at] ^= 1 << UInt8(generator.below(8))
    case 2: bytes[at] = UInt8(truncatingIfNeeded: generator.next())
    case 3: bytes.removeLast(generator.below(bytes.count))
    case 4:
      let count = 1 + generator.below(generator.pick([1, 8, 256]))
      let new = (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      bytes.insert(contentsOf: new, at: at)
    case 5:
      bytes.removeSubrange(
        at..<min(bytes.count, at + 1 + generator.below(generator.pick([1, 8, 256]))))
    case 6: copy(from: place(), to: at)
    case 7, 8, 9, 10: setNumber(at)
    default: setText(at)
    }
  }

  /// A stretch of the file over another, as when records are swapped.
  private mutating func copy(from source: Int, to target: Int) {
    let count = min(1 + generator.below(64), bytes.count - max(source, target))
    let piece = Array(bytes[source..<source + count])
    bytes.replaceSubrange(target..<target + count, with: piece)
  }

  /// An extreme number of one to eight bytes, in either order, or one near that which is there.
  private mutating func setNumber(_ at: Int) {
    let size = generator.pick([1, 2, 4, 4, 8, 8])
    let start = generator.below(2) == 0 ? at : at / size * size
    guard start + size <= bytes.count else { return }
    let isBig = generator.below(2) == 0
    let places = isBig ? Array((start..<start + size).reversed()) : Array(start..<start + size)
    var value = generator.pick(Self.extremes)
    switch generator.below(4) {
    case 0:
      value = places.reversed().reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
      value = generator.pick([value &+ 1, value &- 1, value &* 2, value &* 256, value / 2])
    case 1: value = UInt64(bytes.count) &+ UInt64(generator.below(64)) &- 32
    default: break
    }
    for (index, place) in places.enumerated() {
      bytes[place] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
    }
  }

  /// Another number where digits stand, or a word of text formats.
  private mutating func setText(_ at: Int) {
    let isDigit: (UInt8) -> Bool = { 48...57 ~= $0 }
    let text = Array(generator.pick(Self.texts).utf8)
    guard let start = bytes[at...].firstIndex(where: isDigit) else {
      return bytes.insert(contentsOf: text, at: at)
    }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    if generator.below(3) == 0 {
      bytes.insert(contentsOf: text, at: at)
    } else {
      bytes.replaceSubrange(start..<end, with: text)
    }
  }
}
