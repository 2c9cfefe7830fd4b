/// Why an operation refuses its inputs: one line that names the operation, the shapes and the rule.
///
/// ``apply(_:_:)-(P,_)`` ends the program with it, since wrong shapes are a programmer's mistake.
/// What reads shapes from outside asks ``Primitive/outputType(_:)`` itself and reports the line.
package struct ShapeError: Error, Equatable, CustomStringConvertible {
  /// The line.
  package let description: String

  package init(_ line: String) { description = line }
}

/// Throws where `condition` does not hold; ``require(_:_:)`` for a rule about shapes.
@inline(__always)
package func ensure(
  _ condition: @autoclosure () -> Bool, _ line: @autoclosure () -> String
) throws(ShapeError) {
  if !condition() { throw ShapeError(line()) }
}

/// The result of `body`; ends the program with the error's line where it throws.
@inline(__always)
package func trapping<R>(
  _ body: @autoclosure () throws(ShapeError) -> R
) -> R {
  do { return try body() } catch { trap(error.description) }
}

extension TensorType {
  /// The most elements that a tensor on the meta device may have: what describes more, such as a
  /// damaged model file, could not be run on any machine.
  package static let maximumElementCount = 1 << 36

  /// Throws where a tensor of this type has more than ``maximumElementCount`` elements. An extent
  /// of 0 counts as 1, so that no sum or product of extents overflows later.
  package func ensureSize(in operation: String) throws(ShapeError) {
    var count = 1
    for extent in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: Swift.max(extent, 1))
      try ensure(
        !overflows && product <= Self.maximumElementCount,
        "\(operation): \(self) is too large; a tensor has at most 2^36 elements")
      count = product
    }
  }
}
