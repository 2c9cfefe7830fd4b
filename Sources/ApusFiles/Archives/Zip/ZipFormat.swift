/// Numbers of the zip format that reading and writing share.
///
/// - Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.
package enum ZipFormat {
  /// What each record begins with.
  package enum Signature {
    static let localHeader: UInt32 = 0x0403_4B50
    static let centralEntry: UInt32 = 0x0201_4B50
    static let end: UInt32 = 0x0605_4B50
    static let end64: UInt32 = 0x0606_4B50
    static let end64Locator: UInt32 = 0x0706_4B50
  }

  /// Sizes of the records without their names, extra fields and comments.
  package enum Size {
    static let localHeader = 30
    static let centralEntry = 46
    static let end = 22
    static let end64 = 56
    static let end64Locator = 20
  }

  /// The extra field that holds sizes and places of 64 bits.
  package static let extra64: UInt16 = 1
  /// What stands where a number is in the extra field instead.
  package static let inExtra: UInt32 = .max

  /// How an entry's bytes are held.
  package enum Method: UInt16 {
    case stored = 0
    case deflated = 8
  }
}
