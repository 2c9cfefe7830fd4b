import ApusFiles

/// A file of CIFAR-10's binary version: records of one label byte and 3 · 1024 bytes of pixels,
/// all red ones, all green, all blue.
///
/// - Source: Krizhevsky 2009, *Learning multiple layers of features from tiny images*.
public struct CIFARFile: Sendable {
  /// Images are squares of this side.
  public static let side = 32
  /// Pixels, rows from the top, channels last: count · 32 · 32 · 3 bytes.
  public let pixels: [UInt8]
  /// Classes, 0 to 9.
  public let labels: [UInt8]

  static let imageSize = 3 * side * side
  static let recordSize = 1 + imageSize
  private static let mostRecords = 100_000

  /// Reads the file at `path`, plain or compressed by gzip.
  ///
  /// - Throws: ``DataError`` where the file is missing, truncated, damaged or something else.
  public init(path: String) throws {
    try self.init(FileSource.openDecompressed(path))
  }

  /// Reads all that `source` holds.
  ///
  /// - Throws: ``DataError`` as `init(path:)`.
  init(_ source: any ByteSource) throws {
    let bytes = try source.readToEnd(limit: CIFARFile.recordSize * CIFARFile.mostRecords)
    try self.init(records: bytes, name: source.name)
  }

  /// Takes records apart; `name` is for errors.
  init(records: [UInt8], name: String) throws {
    let count = records.count / CIFARFile.recordSize
    guard count > 0, records.count == count * CIFARFile.recordSize else {
      throw DataError.truncated(
        name,
        "expected records of \(CIFARFile.recordSize) bytes, found \(records.count) bytes in all")
    }
    let labels = (0..<count).map { records[$0 * CIFARFile.recordSize] }
    if let wrong = labels.firstIndex(where: { $0 > 9 }) {
      throw DataError.corrupt(
        name, "expected labels 0 to 9, found \(labels[wrong]) in record \(wrong)")
    }
    self.labels = labels
    pixels = [UInt8](unsafeUninitializedCapacity: count * CIFARFile.imageSize) { pixels, filled in
      filled = count * CIFARFile.imageSize
      records.withUnsafeBufferPointer { records in
        let plane = CIFARFile.side * CIFARFile.side
        for image in 0..<count {
          let source = image * CIFARFile.recordSize + 1
          let target = image * CIFARFile.imageSize
          for position in 0..<plane {
            pixels[target + 3 * position] = records[source + position]
            pixels[target + 3 * position + 1] = records[source + plane + position]
            pixels[target + 3 * position + 2] = records[source + 2 * plane + position]
          }
        }
      }
    }
  }
}
