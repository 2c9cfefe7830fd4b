import CApusKernels

/// Ends the program where `condition` does not hold: a programmer's mistake, such as shapes that do
/// not fit together.
///
/// Unlike `precondition`, it prints the message in release builds too; see ``trap(_:)``.
@inline(__always)
package func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String
) {
  if !condition() { trap(message()) }
}

/// Ends the program with one line on standard error: `Fatal error: `, the layers that are being
/// called (``CallPlace``), and `message`.
///
/// The process aborts, so debuggers stop here with the caller's frames above. Unlike `fatalError`,
/// it doesn't start Swift's backtracer, which takes seconds and buries the line under registers,
/// unless `SWIFT_BACKTRACE` is set.
package func trap(_ message: String) -> Never {
  let path = CallPlace.path
  let text = path.isEmpty ? message : "in \(path.joined(separator: " → ")): \(message)"
  let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
  apus_trap("Fatal error: \(line)")
}
