import ApusData
import ApusFiles
import Testing

@testable import ApusInterop

/// Texts that are written on objects.
@Suite struct HDF5AttributesTests {
  /// Texts of three bytes each.
  private static let text: [UInt8] = [0x13, 0, 0, 0, 3, 0, 0, 0]
  /// Numbers of one byte each.
  private static let number: [UInt8] = [0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]

  /// The attribute `key` of `count` elements as the first version of the message has it.
  private static func attribute(
    _ key: String, _ type: [UInt8], count: Int, _ data: [UInt8]
  ) -> [UInt8] {
    func filled(_ bytes: [UInt8]) -> [UInt8] {
      bytes + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
    }
    let name = Array(key.utf8) + [0]
    let space: [UInt8] = [1, 1, 0, 0, 0, 0, 0, 0] + little(UInt64(count))
    let sizes = [name, type, space].flatMap { little(UInt16($0.count)) }
    return [1, 0] + sizes + filled(name) + filled(type) + filled(space) + data
  }

  private func texts(_ attributes: [[UInt8]]) throws -> [String: [String]] {
    let bytes = attributes.flatMap { $0 }
    return try bytes.withUnsafeBytes { held in
      var parts = HDF5Parts(held, path: "file")
      var begin = 0
      let messages = attributes.map { attribute -> HDF5Message in
        defer { begin += attribute.count }
        let body = UnsafeRawBufferPointer(rebasing: held[begin..<begin + attribute.count])
        return HDF5Message(
          kind: HDF5Format.Message.attribute, body: HDF5Cursor(body, path: "file"))
      }
      var attributes = HDF5Attributes()
      return try attributes.texts(in: messages, &parts)
    }
  }

  @Test func textsAreReadAndNumbersPassedOver() throws {
    let found = try texts([
      Self.attribute("names", Self.text, count: 2, Array("abcde\0".utf8)),
      Self.attribute("count", Self.number, count: 1, [7]),
      Self.attribute("empty", Self.number, count: 0, []),
    ])
    #expect(found == ["names": ["abc", "de"], "empty": []])
  }

  @Test func damageIsRefused() {
    let one = Self.attribute("a", Self.text, count: 1, Array("abc".utf8))
    for (attributes, says) in [
      ([one, one], "the attribute 'a' twice"), ([Array(one.dropLast())], "cut short"),
      ([[9] + one.dropFirst()], "version 9"),
      ([Self.attribute("a", Self.text, count: 1, [0xFF, 0xFF, 0xFF])], "not UTF-8"),
      ([Self.attribute("a", Self.text, count: 1 << 60, Array("abc".utf8))], "cut short"),
    ] {
      let error = #expect(throws: FileError.self) { try texts(attributes) }
      #expect(error?.problem.contains(says) == true, "\(error?.problem ?? "")")
    }
  }
}
