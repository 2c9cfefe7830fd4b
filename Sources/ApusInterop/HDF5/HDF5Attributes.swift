import ApusFiles
import ApusNN

/// Reads the attributes of objects that are texts, which may lie in heaps that several objects
/// share.
struct HDF5Attributes {
  private var heaps: [Int: [UInt16: UnsafeRawBufferPointer]] = [:]
  private var texts: [String: [String]] = [:]

  /// The attributes in an object's header that are texts, or empty.
  mutating func texts(
    in messages: [HDF5Message], _ parts: inout HDF5Parts
  ) throws -> [String: [String]] {
    texts = [:]
    for message in messages where message.kind == HDF5Format.Message.attribute {
      try add(message.body, &parts)
    }
    return texts
  }

  /// Adds the attribute where it is text, or empty.
  private mutating func add(_ body: HDF5Cursor, _ parts: inout HDF5Parts) throws {
    var body = body
    let version = try body.next(UInt8.self)
    guard 1...3 ~= version else { throw body.damaged("an attribute of version \(version)") }
    let flags = try body.next(UInt8.self)
    guard version == 1 || flags == 0 else {
      throw body.unsupported("an attribute that lies elsewhere")
    }
    let sizes = [
      Int(try body.next(UInt16.self)), Int(try body.next(UInt16.self)),
      Int(try body.next(UInt16.self)),
    ]
    if version == 3 { _ = try body.next(UInt8.self) }
    func piece(_ size: Int) throws -> UnsafeRawBufferPointer {
      // The first version fills each piece up to eight bytes.
      let whole = try body.take(version == 1 ? (size + 7) / 8 * 8 : size)
      return UnsafeRawBufferPointer(rebasing: whole.prefix(size))
    }
    let key = try parts.name(try piece(sizes[0]))
    var (type, space) = (
      HDF5Cursor(try piece(sizes[1]), path: parts.path),
      HDF5Cursor(try piece(sizes[2]), path: parts.path)
    )
    let elementType = try HDF5Type(&type)
    let extents = try hdf5Extents(&space) ?? [0]
    let count = extents.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    guard texts[key] == nil else { throw body.damaged("the attribute \(quoted(key)) twice") }
    if count == 0 { texts[key] = [] }
    guard count > 0, count <= body.count / elementType.byteCount else {
      guard count == 0 else { throw body.damaged("an attribute that is cut short") }
      return
    }
    switch elementType {
    case .text(let byteCount):
      texts[key] = try (0..<count).map { _ in try text(try body.take(byteCount), parts.path) }
    case .heapText: texts[key] = try (0..<count).map { _ in try heapText(&body, &parts) }
    case .number, .other: return
    }
  }

  private func text(_ bytes: UnsafeRawBufferPointer, _ path: String) throws -> String {
    guard let text = hdf5Text(bytes) else {
      throw FileError.damagedHDF5(path, "a text that is not UTF-8")
    }
    return text
  }

  private mutating func heapText(
    _ reference: inout HDF5Cursor, _ parts: inout HDF5Parts
  ) throws -> String {
    let count = Int(try reference.next(UInt32.self))
    let address = try reference.place() ?? 0
    let index = try reference.next(UInt32.self)
    if count == 0 { return "" }
    if heaps[address] == nil { heaps[address] = try Self.heap(at: address, &parts) }
    guard let index = UInt16(exactly: index), let held = heaps[address]?[index], held.count >= count
    else {
      throw reference.damaged("a text that is not in its heap")
    }
    // Each text of a heap is one attribute's.
    heaps[address]?[index] = nil
    return try text(UnsafeRawBufferPointer(rebasing: held.prefix(count)), parts.path)
  }

  /// The objects of a heap that several attributes share.
  private static func heap(
    at address: Int, _ parts: inout HDF5Parts
  ) throws -> [UInt16: UnsafeRawBufferPointer] {
    try parts.visit(address)
    var header = try parts.part(at: address, 16)
    try header.expect("GCOL", "heap of texts")
    _ = try header.take(4)
    guard let size = try header.place(), size >= 16 else {
      throw header.damaged("a heap without a size")
    }
    var rest = try parts.part(at: address + 16, size - 16)
    var objects: [UInt16: UnsafeRawBufferPointer] = [:]
    while rest.count >= 16 {
      let index = try rest.next(UInt16.self)
      _ = try rest.take(6)
      guard let size = try rest.place() else { throw rest.damaged("a text without a size") }
      // Object 0 is the room that is left.
      if index == 0 { break }
      guard objects[index] == nil, size <= rest.count else { throw rest.damaged("a heap of texts") }
      objects[index] = try rest.take(size)
      _ = try rest.take(min((8 - size % 8) % 8, rest.count))
    }
    return objects
  }
}
