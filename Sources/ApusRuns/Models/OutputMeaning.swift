/// What the numbers mean that a network gives for an example.
public enum OutputMeaning: String, Sendable, Hashable, Codable, CaseIterable {
  /// A score for each class, whose softmax are probabilities.
  case scores
  /// A probability for each class; their sum is 1.
  case probabilities
  /// One number x: the logistic function of it is the probability of the second of two classes.
  case score
  /// One number: the probability of the second of two classes.
  case probability
  /// A probability for each label by itself: an example may have several or none.
  case labels
  /// Values, which are predicted as they are.
  case values
}
