/// Numbers of the HDF5 format that reading and writing share.
///
/// - Source: HDF5 File Format Specification 3.0.
enum HDF5Format {
  /// What a file begins with.
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  /// The bytes of an object's header before its messages, the four that align them included.
  static let objectPrefix = 16

  /// What a message of an object's header is about.
  enum Message {
    static let dataspace: UInt16 = 0x01
    static let linkInfo: UInt16 = 0x02
    static let datatype: UInt16 = 0x03
    static let fillValue: UInt16 = 0x05
    static let link: UInt16 = 0x06
    static let externalFiles: UInt16 = 0x07
    static let layout: UInt16 = 0x08
    static let groupInfo: UInt16 = 0x0A
    static let attribute: UInt16 = 0x0C
    static let continuation: UInt16 = 0x10
    static let symbolTable: UInt16 = 0x11
  }
}
