import ApusCore
import ApusNN

extension SavedState {
  /// The first number of that name as a count; nil where it is missing, or no whole number from 0
  /// on.
  public func count(_ name: String) -> Int? { number(name)?.count }
}
