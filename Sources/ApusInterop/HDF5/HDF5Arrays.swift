import ApusCore
import ApusFiles

extension HDF5Parts {
  /// The array of this layout, element type and shape, whose elements are in one piece.
  mutating func dataset(
    _ layout: HDF5Cursor, _ type: HDF5Cursor, _ space: HDF5Cursor, _ texts: [String: [String]]
  ) throws -> HDF5Dataset {
    var (layout, type, space) = (layout, type, space)
    let elementType = try HDF5Type(&type)
    guard let extents = try hdf5Extents(&space) else {
      throw space.unsupported("an array without a shape")
    }
    var (element, isBigEndian): (StoredElement?, Bool) = (nil, false)
    if case .number(let found, let order) = elementType { (element, isBigEndian) = (found, order) }
    if case .uint16 = element, texts["dtype"] == ["bfloat16"] { element = .bfloat16 }
    // Counted with bytes for what is no number, whose elements nobody asks for.
    guard let count = (element ?? .uint8).byteCount(of: extents) else {
      throw FileError.damagedHDF5(path, "an array of shape \(extents.prefix(9))")
    }
    let version = try layout.next(UInt8.self)
    guard 3...4 ~= version else {
      throw layout.unsupported("an array laid out as in version \(version)")
    }
    let bytes: UnsafeRawBufferPointer
    switch try layout.next(UInt8.self) {
    case 0: bytes = try layout.take(Int(try layout.next(UInt16.self)))
    case 1:
      let address = try layout.place()
      guard let size = try layout.place() else { throw layout.damaged("an array without a size") }
      guard address != nil || count == 0 else { throw layout.unsupported("an array never written") }
      var held = try part(at: address ?? 0, address == nil ? 0 : size)
      bytes = try held.take(held.count)
    case 2: throw layout.unsupported("an array in chunks")
    default: throw layout.unsupported("an array of other arrays' parts")
    }
    guard element == nil || bytes.count == count else {
      throw FileError.damagedHDF5(
        path, "an array of shape \(extents) with \(bytes.count) bytes, not \(count)")
    }
    return HDF5Dataset(
      element: element, isBigEndian: isBigEndian, shape: Shape(extents), bytes: bytes, texts: texts)
  }
}
