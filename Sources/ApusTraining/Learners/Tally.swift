import ApusCore
import ApusData

/// What an epoch's batches have given so far: a weighted mean of every reported value, and the
/// measures.
struct Tally {
  private var names: [String] = []
  private var means: [RunningMean] = []
  private(set) var measures: [Measure]

  init(_ measures: [Measure]) {
    self.measures = measures
    reset()
  }

  /// Takes in what a batch gave.
  mutating func add(_ report: Report, _ batch: Batch) {
    for (place, entry) in report.entries.enumerated() {
      // The same names come in the same order, step after step.
      let slot = place < names.count && names[place] == entry.name ? place : slot(of: entry.name)
      means[slot].add(entry.number, weight: entry.weight ?? Double(batch.count))
    }
    guard !report.outputs.isEmpty else { return }
    for place in measures.indices where measures[place].accumulator != nil {
      measures[place].accumulator?.update(report.outputs, batch)
    }
  }

  private mutating func slot(of name: String) -> Int {
    if let place = names.firstIndex(of: name) { return place }
    names.append(name)
    means.append(RunningMean())
    return names.count - 1
  }

  /// Reported values in the order in which they first came, then measures.
  var values: [(name: String, value: Double)] {
    var all = zip(names, means).map { (name: $0, value: $1.value) }
    for measure in measures {
      if let accumulator = measure.accumulator { all.append((measure.name, accumulator.value)) }
    }
    return all
  }

  /// Forgets all batches.
  mutating func reset() {
    names = []
    means = []
    for place in measures.indices { measures[place].accumulator?.reset() }
  }

  /// What has been gathered, for checkpoints.
  struct State: Codable, Equatable {
    var names: [String] = []
    var means: [RunningMean] = []
    var measures: [[Double]] = []
  }

  var state: State {
    get {
      State(
        names: names, means: means, measures: measures.compactMap { $0.accumulator?.state })
    }
    set {
      guard newValue.names.count == newValue.means.count else { return }
      (names, means) = (newValue.names, newValue.means)
      var rest = newValue.measures[...]
      for place in measures.indices where measures[place].accumulator != nil {
        guard let state = rest.popFirst() else { return }
        measures[place].accumulator?.state = state
      }
    }
  }
}

/// A mean over what weights count, gathered batch by batch.
struct RunningMean: Codable, Equatable {
  /// The bits of sum and weight: decimal text need not bring back the last of them.
  private var bits: UInt64 = 0
  private var weightBits: UInt64 = 0

  private enum CodingKeys: String, CodingKey { case bits, weightBits, count }

  init() {}

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    bits = try values.decode(UInt64.self, forKey: .bits)
    // Earlier versions knew whole counts only.
    weightBits =
      try values.decodeIfPresent(UInt64.self, forKey: .weightBits)
      ?? Double(try values.decode(Int.self, forKey: .count)).bitPattern
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(bits, forKey: .bits)
    try values.encode(weightBits, forKey: .weightBits)
  }

  private(set) var weight: Double {
    get { Double(bitPattern: weightBits) }
    set { weightBits = newValue.bitPattern }
  }
  private var sum: Double {
    get { Double(bitPattern: bits) }
    set { bits = newValue.bitPattern }
  }

  var value: Double { weight > 0 ? sum / weight : .nan }

  mutating func add(_ mean: Double, weight: Double) {
    sum += mean * weight
    self.weight += weight
  }
}
