/// Stops the program with `message` where `condition` does not hold: a programmer's mistake, such as shapes that do not
/// fit together.
///
/// Unlike `precondition`, it says the message in release builds too.
@inline(__always)
package func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() { fatalError(message(), file: file, line: line) }
}
