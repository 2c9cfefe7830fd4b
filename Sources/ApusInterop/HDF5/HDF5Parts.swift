import ApusFiles

/// The parts of an HDF5 file, each of which is read once: together they are no larger than the
/// file, so that none can ask for memory that the file does not have itself, or send a reader in
/// circles.
struct HDF5Parts {
  let file: UnsafeRawBufferPointer
  let path: String
  /// The bytes of the parts read until now.
  private var used = 0
  private var seen: Set<Int> = []

  /// The parts of the file in `bytes`; errors are about `path`.
  init(_ bytes: UnsafeRawBufferPointer, path: String) {
    file = bytes
    self.path = path
  }

  /// A cursor over `count` bytes from `address` on, or to the file's end, which are counted as
  /// read.
  mutating func part(at address: Int, _ count: Int) throws -> HDF5Cursor {
    guard address >= 0, count >= 0, address <= file.count, count <= file.count - address else {
      throw FileError.damagedHDF5(path, "a part beyond its end")
    }
    used += count
    // Parts lie beside each other, so together they are no larger than the file.
    guard used <= file.count else { throw FileError.damagedHDF5(path, "parts that overlap") }
    return HDF5Cursor(UnsafeRawBufferPointer(rebasing: file[address..<address + count]), path: path)
  }

  mutating func visit(_ address: Int) throws {
    guard seen.insert(address).inserted else {
      throw FileError.damagedHDF5(path, "one part is linked to twice")
    }
  }
}
