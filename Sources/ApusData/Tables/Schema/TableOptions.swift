/// What is asked of a table before anything is learned from it; all but the target has defaults.
public struct TableOptions: Sendable, Hashable, Codable {
  /// What a column is read as.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Decimal numbers.
    case number
    /// Names of things without an order; numbers too.
    case category
    /// One of two: true or false, yes or no, on or off, t or f, y or n, 1 or 0.
    case boolean
    /// Dates, times, or both.
    case date
    /// Nothing: it is left out.
    case ignore
  }

  /// What is to be predicted.
  public enum Task: String, Sendable, Hashable, Codable, CaseIterable {
    /// One of several classes.
    case classes
    /// A number.
    case values
  }

  /// How columns of numbers are brought to comparable ranges.
  public enum Scaling: String, Sendable, Hashable, Codable, CaseIterable {
    /// To a mean of 0 and a standard deviation of 1, as ``StandardScaling``.
    case standard
    /// To 0…1, as ``MinMaxScaling``.
    case minMax
    /// As they are.
    case none
  }

  /// The column to predict; nil for a table without one.
  public var target: String?
  /// What the target is; nil: classes where it is text, or whole numbers of at most ten values,
  /// else values.
  public var task: Task?
  /// The column of what each row counts for; nil for 1 each.
  public var weight: String?
  /// What columns are read as, by their names; others by their contents.
  public var kinds: [String: Kind]
  /// What becomes of missing values.
  public var missing: MissingValues
  /// How columns of numbers are scaled.
  public var scaling: Scaling
  /// Categories of at most so many names become "1 of n", others numbers to look up embeddings by.
  public var oneHotLimit: Int

  /// Options.
  public init(
    target: String? = nil, task: Task? = nil, weight: String? = nil, kinds: [String: Kind] = [:],
    missing: MissingValues = .fillMean, scaling: Scaling = .standard, oneHotLimit: Int = 32
  ) {
    self.target = target
    self.task = task
    self.weight = weight
    self.kinds = kinds
    self.missing = missing
    self.scaling = scaling
    self.oneHotLimit = oneHotLimit
  }

  private enum CodingKeys: String, CodingKey {
    case target, task, weight, kinds, missing, scaling, oneHotLimit
  }

  /// Reads what was encoded; what is missing is as by default.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      target: try values.decodeIfPresent(String.self, forKey: .target),
      task: try values.decodeIfPresent(Task.self, forKey: .task),
      weight: try values.decodeIfPresent(String.self, forKey: .weight),
      kinds: try values.decodeIfPresent([String: Kind].self, forKey: .kinds) ?? [:],
      missing: try values.decodeIfPresent(MissingValues.self, forKey: .missing) ?? .fillMean,
      scaling: try values.decodeIfPresent(Scaling.self, forKey: .scaling) ?? .standard,
      oneHotLimit: try values.decodeIfPresent(Int.self, forKey: .oneHotLimit) ?? 32)
  }
}
