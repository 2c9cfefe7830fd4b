import Foundation

/// Prints a value as one line of JSON with sorted keys.
func printJSON(_ value: some Encodable) throws { print(try jsonLine(value)) }

/// A value as one line of JSON with sorted keys.
func jsonLine(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
