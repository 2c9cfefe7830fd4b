import ApusNN
import Foundation

/// Why training cannot begin or go on: one line that says what is wrong and what to do.
public struct TrainingError: Error, CustomStringConvertible, LocalizedError, Sendable, Equatable {
  /// The line.
  public let description: String

  /// An error with this line.
  public init(_ description: String) { self.description = description.onOneLine }

  /// The same line, for Foundation.
  public var errorDescription: String? { description }
}
