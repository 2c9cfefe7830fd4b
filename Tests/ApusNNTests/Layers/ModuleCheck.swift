import ApusCore

@testable import ApusNN

extension Module {
  /// Throws if the layer cannot take examples of these shapes, by its own forward code.
  func check(_ shapes: [Shape]) throws {
    _ = try checkedOutput(
      of: self, for: shapes.map { TensorType($0.inserting(1, at: 0), .float32) })
  }
}
