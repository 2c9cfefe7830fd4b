/// What becomes of the values that pass through a layer or operator of another program's file: what
/// a network's inputs and outputs mean is found by it.
enum ValueEffect: Sendable {
  /// They are moved, joined or left out.
  case moves
  /// Arithmetic without weights.
  case combines
  /// They are brought between bounds.
  case bounds
  /// Anything else.
  case changes
}
