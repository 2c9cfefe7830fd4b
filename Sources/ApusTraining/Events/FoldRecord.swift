/// What one part of a cross-validation gave: a line of `results.jsonl`, and an event of
/// ``TrainingEvent``.
public struct FoldRecord: Sendable, Equatable {
  /// Which part it is, from 1.
  public var number: Int
  /// How many examples it was judged by.
  public var examples: Int
  /// Loss and metrics on them.
  public var values: [(name: String, value: Double)]

  /// A part's result.
  public init(number: Int, examples: Int, values: [(name: String, value: Double)]) {
    (self.number, self.examples, self.values) = (number, examples, values)
  }

  /// Whether both are equal in every part.
  public static func == (a: FoldRecord, b: FoldRecord) -> Bool {
    a.number == b.number && a.examples == b.examples && a.values.elementsEqual(b.values, by: ==)
  }
}

extension FoldRecord: Codable {
  /// Reads a record whose members are `fold`, `examples` and the values.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: AnyName.self)
    number = try members.decode(Int.self, forKey: "fold")
    examples = try members.decode(Int.self, forKey: "examples")
    values = try decoder.namedNumbers(besides: ["event", "fold", "examples"])
  }

  /// Writes `fold`, `examples` and the values.
  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: AnyName.self)
    try members.encode(number, forKey: "fold")
    try members.encode(examples, forKey: "examples")
    try members.encode(values)
  }

  /// The record as a line of `results.jsonl`.
  package var line: String { get throws { try OrderedJSONEncoder().encode(self) + "\n" } }

  /// The record that a line of `results.jsonl` holds, its values in the line's order.
  package init(line: String) throws {
    self = try OrderedJSONDecoder().decode(FoldRecord.self, from: line)
  }
}

/// How a cross-validation ended.
public struct FoldConclusion: Sendable, Equatable {
  /// A figure over all parts.
  public struct Figure: Sendable, Equatable {
    /// What was measured.
    public var name: String
    /// The mean over the parts.
    public var mean: Double
    /// The standard deviation of one part's figure, with n − 1; not a number for one part.
    public var deviation: Double

    /// A figure.
    public init(name: String, mean: Double, deviation: Double) {
      (self.name, self.mean, self.deviation) = (name, mean, deviation)
    }
  }

  /// The folder.
  public var run: String
  /// How many parts there are.
  public var folds: Int
  /// Mean and deviation of every value.
  public var figures: [Figure]

  /// A conclusion.
  public init(run: String, folds: Int, figures: [Figure]) {
    (self.run, self.folds, self.figures) = (run, folds, figures)
  }
}

extension FoldConclusion: Codable {
  /// Reads it.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: AnyName.self)
    run = try members.decode(String.self, forKey: "run")
    folds = try members.decode(Int.self, forKey: "folds")
    let means = try members.superDecoder(forKey: "mean").namedNumbers(besides: [])
    let deviations = try members.superDecoder(forKey: "deviation").namedNumbers(besides: [])
    figures = means.map { name, mean in
      let deviation = deviations.first { $0.name == name }?.value
      return Figure(name: name, mean: mean, deviation: deviation ?? .nan)
    }
  }

  /// Writes it.
  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: AnyName.self)
    try members.encode(run, forKey: "run")
    try members.encode(folds, forKey: "folds")
    var means = members.nestedContainer(keyedBy: AnyName.self, forKey: "mean")
    try means.encode(figures.map { ($0.name, $0.mean) })
    var deviations = members.nestedContainer(keyedBy: AnyName.self, forKey: "deviation")
    try deviations.encode(figures.map { ($0.name, $0.deviation) })
  }
}
