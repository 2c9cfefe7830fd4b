import Foundation

/// Something that training reports: what stands behind the lines of `--json`, of
/// `metrics.jsonl` and of cross-validations' results.
///
/// An event is a JSON object with its kind as `event`. Losses and metrics are members of their own
/// names, in the order in which training shows them; a value that is not finite is null, and reads
/// back as not a number.
///
/// ```swift
/// let event = TrainingEvent.ended(
///   .epoch, EpochRecord(epoch: 1, values: [("loss", 0.5)], seconds: 2))
/// print(try event.json)  // {"event":"epoch","epoch":1,"loss":0.5,"seconds":2}
/// ```
public enum TrainingEvent: Sendable, Equatable {
  /// What training counts.
  public enum Unit: String, Codable, Sendable {
    /// An epoch of a learner's training.
    case epoch
    /// A row of a sweep's table.
    case row

    /// The name of a number of them.
    var plural: String { rawValue + "s" }
  }

  /// An epoch or a row is done.
  case ended(Unit, EpochRecord)
  /// Training was interrupted and can go on.
  case interrupted(Interruption)
  /// Training is done.
  case done(Conclusion)
  /// The training of a part of a cross-validation begins.
  case foldBegins(Int, of: Int)
  /// What a part of a cross-validation gave.
  case foldEnds(FoldRecord)
  /// A cross-validation is done.
  case foldsDone(FoldConclusion)

  /// Where training was interrupted.
  public struct Interruption: Sendable, Equatable {
    /// The run's folder.
    public var run: String
    /// What is counted.
    public var unit: Unit
    /// How many are done.
    public var count: Int

    /// An interruption.
    public init(run: String, unit: Unit = .epoch, count: Int) {
      (self.run, self.unit, self.count) = (run, unit, count)
    }
  }

  /// How training ended.
  public struct Conclusion: Sendable, Equatable {
    /// The run's folder.
    public var run: String
    /// What is counted.
    public var unit: Unit
    /// How many are done.
    public var count: Int
    /// How long this training took.
    public var seconds: Double
    /// Losses and metrics of the last epoch.
    public var values: [(name: String, value: Double)]

    /// A conclusion.
    public init(
      run: String, unit: Unit = .epoch, count: Int, seconds: Double,
      values: [(name: String, value: Double)] = []
    ) {
      (self.run, self.unit, self.count) = (run, unit, count)
      (self.seconds, self.values) = (seconds, values)
    }

    /// Whether both are equal in every part.
    public static func == (a: Conclusion, b: Conclusion) -> Bool {
      a.run == b.run && a.unit == b.unit && a.count == b.count && a.seconds == b.seconds
        && a.values.elementsEqual(b.values, by: ==)
    }
  }
}

// MARK: JSON

extension TrainingEvent: Codable {
  /// The kinds, as the member `event` names them.
  private enum Kind: String, Codable {
    case epoch, row, interrupted, done, fold, part
  }

  /// Reads an event. One without a kind is the end of an epoch, as a line of `metrics.jsonl` is.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: AnyName.self)
    switch try members.decodeIfPresent(Kind.self, forKey: "event") ?? .epoch {
    case .epoch: self = .ended(.epoch, try EpochRecord(from: decoder, unit: .epoch))
    case .row: self = .ended(.row, try EpochRecord(from: decoder, unit: .row))
    case .interrupted: self = .interrupted(try Interruption(from: decoder))
    case .done where members.contains("folds"):
      self = .foldsDone(try FoldConclusion(from: decoder))
    case .done: self = .done(try Conclusion(from: decoder))
    case .fold:
      self = .foldBegins(
        try members.decode(Int.self, forKey: "fold"), of: try members.decode(Int.self, forKey: "of")
      )
    case .part: self = .foldEnds(try FoldRecord(from: decoder))
    }
  }

  /// Writes the event.
  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: AnyName.self)
    try members.encode(kind, forKey: "event")
    switch self {
    case .ended(let unit, let record): try record.encode(to: encoder, unit: unit)
    case .interrupted(let interruption): try interruption.encode(to: encoder)
    case .done(let conclusion): try conclusion.encode(to: encoder)
    case .foldBegins(let number, let count):
      try members.encode(number, forKey: "fold")
      try members.encode(count, forKey: "of")
    case .foldEnds(let record): try record.encode(to: encoder)
    case .foldsDone(let conclusion): try conclusion.encode(to: encoder)
    }
  }

  private var kind: Kind {
    switch self {
    case .ended(.epoch, _): .epoch
    case .ended(.row, _): .row
    case .interrupted: .interrupted
    case .done, .foldsDone: .done
    case .foldBegins: .fold
    case .foldEnds: .part
    }
  }

  /// The event as one line of JSON, without the line's end.
  ///
  /// - Throws: nothing for events of this library.
  public var json: String { get throws { try OrderedJSONEncoder().encode(self) } }

  /// The event that a line of JSON holds.
  ///
  /// - Throws: `DecodingError` where it holds none.
  public init(json: String) throws {
    self = try OrderedJSONDecoder().decode(TrainingEvent.self, from: json)
  }

  /// Prints the event as a line on standard output, at once.
  package func print() {
    if let json = try? json { Swift.print(json) }
    fflush(nil)
  }
}

extension TrainingEvent.Unit {
  /// The unit whose plural is among an object's members, epochs where none is.
  fileprivate static func counted(in members: KeyedDecodingContainer<AnyName>) -> Self {
    members.contains(AnyName(Self.row.plural)) ? .row : .epoch
  }
}

extension TrainingEvent.Interruption: Codable {
  /// Reads it.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: AnyName.self)
    unit = .counted(in: members)
    run = try members.decode(String.self, forKey: "run")
    count = try members.decode(Int.self, forKey: AnyName(unit.plural))
  }

  /// Writes it.
  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: AnyName.self)
    try members.encode(run, forKey: "run")
    try members.encode(count, forKey: AnyName(unit.plural))
  }
}

extension TrainingEvent.Conclusion: Codable {
  /// Reads it.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: AnyName.self)
    unit = .counted(in: members)
    run = try members.decode(String.self, forKey: "run")
    count = try members.decode(Int.self, forKey: AnyName(unit.plural))
    seconds = try members.decode(Double.self, forKey: "seconds")
    values = try decoder.namedNumbers(besides: ["event", "run", unit.plural, "seconds"])
  }

  /// Writes it, the seconds to the thousandth.
  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: AnyName.self)
    try members.encode(run, forKey: "run")
    try members.encode(count, forKey: AnyName(unit.plural))
    try members.encode(seconds.toThousandths, forKey: "seconds")
    try members.encode(values)
  }
}

// MARK: Epochs

extension EpochRecord: Codable {
  /// Reads a record whose members are `epoch`, the values and `seconds`.
  public init(from decoder: any Decoder) throws { try self.init(from: decoder, unit: .epoch) }

  /// Writes `epoch`, the values and `seconds`, to the thousandth.
  public func encode(to encoder: any Encoder) throws { try encode(to: encoder, unit: .epoch) }

  fileprivate init(from decoder: any Decoder, unit: TrainingEvent.Unit) throws {
    let members = try decoder.container(keyedBy: AnyName.self)
    let key = AnyName(unit.rawValue)
    guard let number = Int(exactly: try members.decode(Double.self, forKey: key)) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: members, debugDescription: "\(unit.rawValue) is no whole number")
    }
    self.init(
      epoch: number,
      values: try decoder.namedNumbers(besides: ["event", unit.rawValue, "seconds"]),
      seconds: try members.decodeIfPresent(Double.self, forKey: "seconds") ?? 0)
  }

  fileprivate func encode(to encoder: any Encoder, unit: TrainingEvent.Unit) throws {
    var members = encoder.container(keyedBy: AnyName.self)
    try members.encode(epoch, forKey: AnyName(unit.rawValue))
    try members.encode(values)
    try members.encode(seconds.toThousandths, forKey: "seconds")
  }

  /// The record as a line of `metrics.jsonl`.
  var line: String { get throws { try OrderedJSONEncoder().encode(self) + "\n" } }

  /// The record that a line of `metrics.jsonl` holds, its values in the line's order.
  init(line: String) throws {
    if let record = EpochRecord(plainLine: line) {
      self = record
    } else {
      self = try OrderedJSONDecoder().decode(EpochRecord.self, from: line)
    }
  }

  /// The record of a line as this version writes it: numbers and nulls under plain names. Nil for
  /// any other, which the decoder reads; it takes twenty times as long.
  init?(plainLine line: String) {
    var epoch: Double?
    var seconds = 0.0
    var values: [(name: String, value: Double)] = []
    guard line.first == "{", line.last == "}" else { return nil }
    let members = line.utf8.dropFirst().dropLast()
      .split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    for member in members {
      let parts = member.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0].isEmpty, parts[2].first == UInt8(ascii: ":"),
        !parts[1].contains(UInt8(ascii: "\\")), let name = String(parts[1]),
        let text = String(parts[2].dropFirst()), !values.contains(where: { $0.name == name })
      else { return nil }
      let isNull = text == "null"
      // Only what JSON takes for a number: no inf, no hexadecimal digits, no sign but a minus.
      let isNumber =
        text.utf8.allSatisfy { "+-.0123456789eE".utf8.contains($0) }
        && text.first.map { $0 == "-" || $0.isNumber } == true && text.last?.isNumber == true
      guard isNull || isNumber, let number = isNull ? .nan : Double(text) else { return nil }
      switch name {
      case "epoch" where epoch == nil && !isNull: epoch = number
      case "seconds" where !isNull: seconds = number
      case "event", "epoch", "seconds": return nil
      default: values.append((name, number))
      }
    }
    guard let number = epoch.flatMap({ Int(exactly: $0) }) else { return nil }
    self.init(epoch: number, values: values, seconds: seconds)
  }
}

extension Double {
  fileprivate var toThousandths: Double { (self * 1000).rounded() / 1000 }
}
