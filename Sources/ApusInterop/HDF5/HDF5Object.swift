import ApusCore
import ApusFiles

/// A group of an HDF5 file: objects by name, and what is written on it.
struct HDF5Group {
  /// The groups in it.
  var groups: [String: HDF5Group] = [:]
  /// The arrays in it.
  var datasets: [String: HDF5Dataset] = [:]
  /// Texts by key; an attribute of numbers is there only where it is empty.
  var texts: [String: [String]] = [:]

  /// The group at the end of `names`; nil where one is missing.
  func group(_ names: some Sequence<String>) -> HDF5Group? {
    names.reduce(self as HDF5Group?) { $0?.groups[$1] }
  }
}

/// An array of an HDF5 file: where it lies. Its elements are read when they are asked for.
struct HDF5Dataset {
  /// How the elements are stored; nil where they are no numbers.
  let element: StoredElement?
  /// Whether an element's highest byte comes first.
  let isBigEndian: Bool
  /// The extents.
  let shape: Shape
  /// The elements in the file's bytes.
  let bytes: UnsafeRawBufferPointer
  /// Texts by key.
  let texts: [String: [String]]

  /// The tensor; nil where the elements are no numbers, or beyond int64.
  ///
  /// The bytes that it was read from must still be there.
  func tensor() -> Tensor? { element?.tensor(bytes, shape: shape, isBigEndian: isBigEndian) }
}
