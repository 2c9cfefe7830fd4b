import ApusCore
import ApusFiles
import ApusNN

/// What stands before the elements in a `.npy` file: the magic bytes, the version, and a Python
/// dictionary with the element type, the order of the axes, and the shape.
///
/// - Source: NumPy's description of the format, `numpy.lib.format`, versions 1.0 to 3.0.
struct NumPyHeader {
  /// How the elements are stored.
  let element: StoredElement
  /// Whether an element's highest byte comes first.
  let isBigEndian: Bool
  /// Whether the first axis runs fastest (Fortran's order), not the last.
  let isFirstAxisFastest: Bool
  /// The extents.
  let shape: Shape
  /// Where the elements begin.
  let byteCount: Int

  /// The type of the tensor that is made.
  var type: TensorType { TensorType(shape, element.dtype) }

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The first byte of the elements is a multiple of this, as NumPy writes it.
  private static let alignment = 64

  /// Reads the header at the start of `bytes`, which are all of the file `path` or of an entry in
  /// it.
  ///
  /// - Throws: ``FileError`` where it is not of the format, contradicts itself or the number of
  ///   bytes.
  init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
    guard bytes.count >= 10, bytes.starts(with: Self.magic) else {
      throw FileError(path, "is not a .npy file; name one that numpy.save wrote")
    }
    let version = bytes[6]
    guard 1...3 ~= version else {
      throw FileError(
        path, "is a .npy file of version \(version); write it again as version 1 to 3")
    }
    let lengthSize = version == 1 ? 2 : 4
    let textStart = 8 + lengthSize
    guard bytes.count >= textStart else { throw Self.cutShort(path, "its header") }
    let length = bytes[8..<textStart].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - textStart else { throw Self.cutShort(path, "its header") }
    byteCount = textStart + length
    let text = UnsafeRawBufferPointer(rebasing: bytes[textStart..<byteCount])
    var scanner = PythonScanner(text, path: path)
    let fields = try scanner.headerFields()
    (element, isBigEndian) = try Self.element(fields.descr, path)
    isFirstAxisFastest = fields.fortranOrder
    guard let count = element.byteCount(of: fields.shape) else {
      throw FileError(
        path, "has the impossible shape \(fields.shape.prefix(9)); at most 8 axes can be read")
    }
    shape = Shape(fields.shape)
    let available = bytes.count - byteCount
    guard count <= available else {
      throw Self.cutShort(path, "\(count) bytes of elements, of which \(available) are there")
    }
    guard count == available else {
      throw FileError(
        path,
        """
        holds \(available - count) bytes after its array; save one array to a file, several as .npz
        """
      )
    }
  }

  /// The header's bytes for a tensor of `type`, the same that NumPy writes.
  static func bytes(for type: TensorType) -> [UInt8] {
    let extents = type.shape.map(String.init)
    let shape = extents.count == 1 ? "(\(extents[0]),)" : "(\(extents.joined(separator: ", ")))"
    var text =
      """
      {'descr': '\(StoredElement(type.dtype).numpyName)', 'fortran_order': False, 'shape': \
      \(shape), }
      """
    // NumPy leaves room for the first extent to grow in place to 21 digits.
    if let first = extents.first {
      text += String(repeating: " ", count: max(0, 21 - first.utf8.count))
    }
    let before = magic.count + 4
    let used = before + text.utf8.count + 1
    text += String(repeating: " ", count: (alignment - used % alignment) % alignment) + "\n"
    // Eight axes never need the longer form of version 2.
    let length = UInt16(text.utf8.count)
    return magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
  }

  private static func element(_ descr: String, _ path: String) throws -> (StoredElement, Bool) {
    let order = descr.first ?? " "
    let code = "<>|=".contains(order) ? String(descr.dropFirst()) : descr
    if let element = StoredElement(numpyCode: code) { return (element, order == ">") }
    switch code.first {
    case "O":
      throw FileError(
        path, "holds Python objects, which are never read: they could run code; save numbers")
    case "c":
      throw FileError(path, "holds complex numbers; save their real and imaginary parts apart")
    case "U", "S", "a":
      throw FileError(path, "holds text, not numbers; save it as a text file")
    default:
      throw FileError(
        path, "has element type \(quoted(descr)), which is not supported; save it as '<f4' or '<i8'"
      )
    }
  }

  private static func cutShort(_ path: String, _ what: String) -> FileError {
    FileError(path, "is cut short: expected \(what); get the file again")
  }
}

extension StoredElement {
  /// The element with this code after the byte order; two bytes of no kind are bfloat16, as
  /// `ml_dtypes` saves it.
  fileprivate init?(numpyCode: String) {
    guard let element = StoredElement.allCases.first(where: { $0.numpyCode == numpyCode }) else {
      return nil
    }
    self = element
  }

  fileprivate var numpyCode: String {
    switch self {
    case .bool: "b1"
    case .uint8: "u1"
    case .int8: "i1"
    case .uint16: "u2"
    case .int16: "i2"
    case .uint32: "u4"
    case .int32: "i4"
    case .uint64: "u8"
    case .int64: "i8"
    case .float16: "f2"
    case .bfloat16: "V2"
    case .float32: "f4"
    case .float64: "f8"
    }
  }

  /// The code with the byte order that this library writes.
  fileprivate var numpyName: String { (byteCount == 1 ? "|" : "<") + numpyCode }
}
