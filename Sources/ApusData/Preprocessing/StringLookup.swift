import ApusCore

/// The number of each word of a vocabulary, and back: what an embedding or a one-hot coding takes.
///
/// ```swift
/// let lookup = StringLookup(learning: ["red", "green", "red", "blue"])
/// lookup.vocabulary                        // ["red", "blue", "green"], the most frequent first
/// let indices = lookup(["blue", "mauve"])  // [2, 0]: 0 stands for what is not in the vocabulary
/// ```
///
/// Numbers below `unknownIndices` stand for words that are not in the vocabulary, each such word
/// always for the same one; the vocabulary follows. Source: Keras 3 `StringLookup` (whose order of
/// words that are equally frequent is not fixed; here they are in alphabetical order).
public struct StringLookup: Sendable, Hashable, Codable {
  /// The words, in the order of their numbers.
  public let vocabulary: [String]
  /// How many numbers stand for other words; 0 if none does.
  public let unknownIndices: Int
  private let numbers: [String: Int]

  private enum CodingKeys: String, CodingKey { case vocabulary, unknownIndices }

  /// The vocabulary in this order; traps where a word is in it twice or `unknownIndices` is
  /// below 0.
  public init(vocabulary: [String], unknownIndices: Int = 1) {
    require(
      unknownIndices >= 0, "StringLookup: \(unknownIndices) indices for unknown words; from 0 on")
    self.vocabulary = vocabulary
    self.unknownIndices = unknownIndices
    let pairs = vocabulary.enumerated().map { ($1, $0 + unknownIndices) }
    numbers = Dictionary(pairs) { first, _ in first }
    require(numbers.count == vocabulary.count, "StringLookup: a word is twice in the vocabulary")
  }

  /// The words of `words`, the most frequent first, at most `maximumSize` of them.
  public init(
    learning words: some Sequence<String>, maximumSize: Int = .max, unknownIndices: Int = 1
  ) {
    var counts: [String: Int] = [:]
    for word in words { counts[word, default: 0] += 1 }
    let order = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    self.init(vocabulary: Array(order.prefix(max(0, maximumSize))), unknownIndices: unknownIndices)
  }

  /// Reads it; throws where a word is twice in the vocabulary or the count is below 0.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let vocabulary = try container.decode([String].self, forKey: .vocabulary)
    let unknownIndices = try container.decode(Int.self, forKey: .unknownIndices)
    guard Set(vocabulary).count == vocabulary.count, (0...1 << 24).contains(unknownIndices) else {
      throw DecodingError.dataCorruptedError(
        forKey: .vocabulary, in: container, debugDescription: "a word is twice in the vocabulary")
    }
    self.init(vocabulary: vocabulary, unknownIndices: unknownIndices)
  }

  /// How many numbers there are: the first argument of an `Embedding`.
  public var count: Int { vocabulary.count + unknownIndices }

  /// The number of a word; nil for one that is not in the vocabulary where no number stands for
  /// such.
  public func index(of word: String) -> Int? {
    if let number = numbers[word] { return number }
    guard unknownIndices > 0 else { return nil }
    // FNV-1a, so that the number is the same in every run.
    let hash = word.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    return Int(hash % UInt64(unknownIndices))
  }

  /// The numbers of words, int32 [words]; traps on an unknown word where no number stands for such.
  public func callAsFunction(_ words: [String]) -> Tensor {
    Tensor(words.map { Int32(known($0)) })
  }

  /// The numbers of rows of words, int32 [rows, words]; traps where rows differ in length.
  public func callAsFunction(_ rows: [[String]]) -> Tensor {
    Tensor(rows.map { $0.map { Int32(known($0)) } })
  }

  private func known(_ word: String) -> Int {
    guard let number = index(of: word) else {
      trap(
        """
        StringLookup: "\(word.prefix(40))" is not in the vocabulary; unknownIndices: 1 has a \
        number for such words
        """
      )
    }
    return number
  }

  /// The words of whole numbers, in row-major order; nil for numbers that stand for no word of the
  /// vocabulary.
  public func words(_ indices: Tensor) -> [String?] {
    indices.doubles.map { number in
      guard let place = Int(exactly: number).map({ $0 - unknownIndices }),
        vocabulary.indices.contains(place)
      else { return nil }
      return vocabulary[place]
    }
  }
}
