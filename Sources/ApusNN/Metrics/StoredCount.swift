extension Double {
  /// The count that this is; nil where it is not whole, negative, or greater than anyone can count
  /// to: what a damaged file says must not make sums overflow.
  package var count: Int? { (0...0x1p52).contains(self) ? Int(exactly: self) : nil }
}
