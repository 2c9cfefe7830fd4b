extension CourseRow {
  /// Family I: words as vectors.
  static let text: [CourseRow] = [
    CourseRow("I1", "Bag of words", "S0:4732"),
    CourseRow("I2", "Byte-pair encoding", "S0:4956"),
    CourseRow("I3", "word2vec: CBOW, skip-gram", "S2:2702–2951, S0:4790"),
    CourseRow("I4", "Paragraph vectors, GloVe", "S2:2831, 2890"),
    CourseRow("I5", "Analogies and nearest words", "S2:2797"),
  ]
}
