import ApusCore
import ApusFiles
import ApusNN

/// A tensor as ONNX files hold it.
enum ONNXTensor {
  /// Reads its name and elements.
  static func read(_ field: ProtobufReader.Field, _ source: ONNXSource) throws -> (String, Tensor) {
    let path = source.path
    var name = "", code = 0
    var extents = [Int]()
    var raw: UnsafeRawBufferPointer?
    var fixed = [UInt8](), numbers: [ProtobufReader.Field] = []
    var isElsewhere = false, place = [String: String]()
    try field.message { part in
      switch part.number {
      case 1:
        try part.integers { extent in
          guard extents.count < Shape.maximumRank else {
            throw FileError(path, "has a weight of more than 8 axes; export it with fewer")
          }
          extents.append(extent)
        }
      case 2: code = try part.integer()
      case 8: name = try part.text()
      case 9: raw = try part.bytes()
      case 4, 10: try part.appendFixed(to: &fixed)
      case 5, 7, 11: numbers.append(part)
      case 13:
        var key = "", value = ""
        try part.message { entry in
          if entry.number == 1 { key = try entry.text() }
          if entry.number == 2 { value = try entry.text() }
        }
        place[key] = value
      case 14: isElsewhere = try part.integer() != 0
      default: break
      }
    }
    guard let element = StoredElement(onnxCode: code) else {
      throw FileError(
        path,
        """
        has a weight \(quoted(name)) of element type \(code), which is not supported; export it as \
        float32
        """
      )
    }
    let width = element.byteCount
    // Numbers of the narrower types stand one by one in fields of whole numbers.
    for part in numbers {
      try part.integers { value in
        withUnsafeBytes(of: Int64(value).littleEndian) { fixed += $0.prefix(width) }
      }
    }
    let size = element.byteCount(of: extents)
    func large() -> FileError {
      FileError(
        path, "has a weight \(quoted(name)) with numbers beyond 2⁶³ − 1; export it as int64")
    }
    if isElsewhere {
      guard let others = source.others, let size else {
        throw FileError(
          path,
          "keeps the weight \(quoted(name)) in another file; save it with all weights in one")
      }
      let found = try others.tensor(place, element, extents, count: size, of: name, in: path) {
        element.tensor($0, shape: Shape(extents))
      }
      guard let found else { throw large() }
      return (name, found)
    }
    let found = raw?.count ?? fixed.count
    guard let wanted = size, found == wanted else {
      throw FileError(
        path,
        """
        is damaged: weight \(quoted(name)) of shape \(extents) has \(found) bytes; get the file \
        again
        """
      )
    }
    let shape = Shape(extents)
    let made =
      raw.map { element.tensor($0, shape: shape) }
      ?? fixed.withUnsafeBytes { element.tensor($0, shape: shape) }
    guard let tensor = made else { throw large() }
    return (name, tensor)
  }
}
