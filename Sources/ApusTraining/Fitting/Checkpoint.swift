import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import Foundation

/// A training run's whole state in one safetensors file.
///
/// The weights of the network `model` are `model.…`, the state of the player `optimizer` is
/// `optimizer.…`; those of others are `network.NAME.…` and `player.NAME.…`. The learner's tensors
/// are `learner.…`, the source's `source.…`, a callback's `callback.NAME.…`; `ring.…` before these
/// are the last rows of their rings, whose other rows lie in segments (``SegmentStore``). The
/// metadata has the position, the generator, and every number.
struct Checkpoint {
  /// An optimizer's state.
  struct PlayerState {
    var optimizer: String
    var learningRate: Double?
    var state: OptimizerState
  }

  /// What the metadata says of a player.
  private struct PlayerEntry: Codable {
    var optimizer: String
    var rate: UInt64?
    var step: Int
  }

  /// The numbers and texts of a state.
  private struct StateEntry: Codable {
    var bits: [String: [UInt64]] = [:]
    var texts: [String: String]?
  }

  var position: TrainingPosition
  var generator: RandomGenerator.State
  /// Weights by network and name.
  var networks: [String: [String: Tensor]] = [:]
  /// What is known of the networks that stay as they came.
  var fixed: [String: FixedNetwork] = [:]
  var players: [String: PlayerState] = [:]
  /// What callbacks remember, by their names.
  var callbacks: [String: SavedState] = [:]
  var learner = SavedState()
  var source = SavedState()
  /// Which segments of the rings that were read are written, by the rings' names.
  private(set) var segments: [String: SegmentStore.Known] = [:]

  private static let formatVersion = "1"
  /// The metadata's key of the rings of rows, by the prefix of their part and their name.
  private static let ringsKey = "apus.rings"
  /// What the name of a tensor begins with that holds a ring's last rows.
  private static let ringPrefix = "ring."
  // JSON has no numbers for these, and a run that diverges must still be saved.
  private static let infinity = "inf"
  private static let nan = "nan"

  init(
    position: TrainingPosition, generator: RandomGenerator.State, networks: [Network],
    players: [Player], callbacks: [String: SavedState] = [:], learner: SavedState = SavedState(),
    source: SavedState = SavedState(), fixed: [String: FixedNetwork] = [:]
  ) {
    self.position = position
    self.generator = generator
    for network in networks where network.isSaved {
      self.networks[network.name] = network.module.namedParameters.weights
    }
    for player in players {
      self.players[player.name] = PlayerState(
        optimizer: player.optimizer.configuration.name,
        learningRate: player.optimizer.learningRate,
        state: player.optimizer.state(of: player.namedParameters))
    }
    self.callbacks = callbacks
    self.learner = learner
    self.source = source
    self.fixed = fixed
  }

  // MARK: Places in the file

  /// What a tensor of the file belongs to.
  private enum Part {
    case network(String), player(String), callback(String), learner, source

    /// What the tensor's name begins with.
    var prefix: String {
      switch self {
      case .network("model"): "model."
      case .network(let name): "network.\(name)."
      case .player("optimizer"): "optimizer."
      case .player(let name): "player.\(name)."
      case .callback(let name): "callback.\(name)."
      case .learner: "learner."
      case .source: "source."
      }
    }

    /// The part that a tensor belongs to, and its name there; nil for names of no part.
    static func part(of name: String) -> (part: Part, name: String)? {
      let kinds: [(prefix: String, isNamed: Bool, make: (String) -> Part)] = [
        ("model.", false, { _ in .network("model") }), ("network.", true, { .network($0) }),
        ("optimizer.", false, { _ in .player("optimizer") }), ("player.", true, { .player($0) }),
        ("callback.", true, { .callback($0) }), ("learner.", false, { _ in .learner }),
        ("source.", false, { _ in .source }),
      ]
      for kind in kinds where name.hasPrefix(kind.prefix) {
        let rest = name.dropFirst(kind.prefix.count)
        if !kind.isNamed { return (kind.make(""), String(rest)) }
        // No network, player or callback has a dot in its name.
        guard let dot = rest.firstIndex(of: ".") else { return nil }
        return (kind.make(String(rest[..<dot])), String(rest[rest.index(after: dot)...]))
      }
      return nil
    }
  }

  // MARK: Writing

  /// Writes the file; rows of rings go to `segments`, or where it is nil into the file.
  func write(to path: String, segments: SegmentStore? = nil) throws {
    var file = Safetensors()
    var rings: [String: [String: SegmentStore.Ring]] = [:]
    func add(_ state: SavedState, to part: Part) throws {
      add(state.tensors, to: part)
      for (name, ring) in state.rings.sorted(by: { $0.key < $1.key }) {
        let place = part.prefix + name
        let (entry, rest) =
          try segments?.write(ring, as: place)
          ?? (SegmentStore.entry(of: ring, []), ring.first..<ring.written)
        rings[part.prefix, default: [:]][name] = entry
        if rest.isEmpty { continue }
        file.tensors[Self.ringPrefix + place] = Tensor(
          ring.elements(ofRows: rest), shape: [rest.count, ring.width])
      }
    }
    func add(_ tensors: [String: Tensor], to part: Part) {
      for (name, tensor) in tensors { file.tensors[part.prefix + name] = tensor }
    }
    for (name, tensors) in networks { add(tensors, to: .network(name)) }
    for (name, player) in players { add(player.state.tensors, to: .player(name)) }
    for (name, state) in callbacks { try add(state, to: .callback(name)) }
    try add(learner, to: .learner)
    try add(source, to: .source)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: Self.infinity, negativeInfinity: "-" + Self.infinity, nan: Self.nan)
    func text(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    func entry(_ state: SavedState) -> StateEntry {
      StateEntry(bits: state.bits, texts: state.texts.isEmpty ? nil : state.texts)
    }
    file.metadata["apus.checkpoint"] = Self.formatVersion
    file.metadata["apus.position"] = try text(position)
    file.metadata["apus.generator"] = try text(generator)
    file.metadata["apus.players"] = try text(
      players.mapValues {
        PlayerEntry(
          optimizer: $0.optimizer, rate: $0.learningRate?.bitPattern, step: $0.state.step)
      })
    file.metadata["apus.states"] = try text(
      [
        "callbacks": callbacks.mapValues(entry),
        "learner": ["": entry(learner)], "source": ["": entry(source)],
      ])
    if !fixed.isEmpty { file.metadata["apus.fixed"] = try text(fixed) }
    if !rings.isEmpty { file.metadata[Self.ringsKey] = try text(rings) }
    try file.write(to: path)
  }

  // MARK: Reading

  init(contentsOf path: String) throws {
    let file = try Safetensors(contentsOf: path)
    try Self.checkFormat(of: file.metadata, at: path)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: Self.infinity, negativeInfinity: "-" + Self.infinity, nan: Self.nan)
    func decode<T: Decodable>(_ type: T.Type, _ key: String) throws -> T {
      guard let text = file.metadata[key],
        let value = try? decoder.decode(type, from: Data(text.utf8))
      else {
        throw FileError(
          path,
          """
          is damaged: its entry \(key) cannot be understood; delete it to go on from the one before
          """
        )
      }
      return value
    }
    position = try decode(TrainingPosition.self, "apus.position")
    generator = try decode(RandomGenerator.State.self, "apus.generator")
    if file.metadata["apus.fixed"] != nil {
      fixed = try decode([String: FixedNetwork].self, "apus.fixed")
    }
    if file.metadata["apus.players"] != nil {
      players = try decode([String: PlayerEntry].self, "apus.players").mapValues {
        PlayerState(
          optimizer: $0.optimizer, learningRate: $0.rate.map { Double(bitPattern: $0) },
          state: OptimizerState(step: $0.step, tensors: [:]))
      }
      func state(_ entry: StateEntry) -> SavedState {
        SavedState(bits: entry.bits, texts: entry.texts ?? [:], tensors: [:])
      }
      let states = try decode([String: [String: StateEntry]].self, "apus.states")
      callbacks = (states["callbacks"] ?? [:]).mapValues(state)
      learner = (states["learner"]?[""]).map(state) ?? SavedState()
      source = (states["source"]?[""]).map(state) ?? SavedState()
    } else {
      // Earlier versions knew one network and one optimizer.
      let rate =
        file.metadata["apus.optimizer.rate"] == nil
        ? nil : Double(bitPattern: try decode(UInt64.self, "apus.optimizer.rate"))
      players["optimizer"] = PlayerState(
        optimizer: file.metadata["apus.optimizer"] ?? "", learningRate: rate,
        state: OptimizerState(step: try decode(Int.self, "apus.optimizer.step"), tensors: [:]))
      if file.metadata["apus.callbacks"] != nil {
        callbacks = try decode([String: [String: [UInt64]]].self, "apus.callbacks").mapValues {
          SavedState(bits: $0, texts: [:], tensors: [:])
        }
      }
    }
    for (name, tensor) in file.tensors {
      guard let (part, name) = Part.part(of: name) else { continue }
      switch part {
      case .network(let network): networks[network, default: [:]][name] = tensor
      case .player(let player): players[player]?.state.tensors[name] = tensor
      case .callback(let callback):
        callbacks[callback, default: SavedState()].tensors[name] = tensor
      case .learner: learner.tensors[name] = tensor
      case .source: source.tensors[name] = tensor
      }
    }
    if file.metadata[Self.ringsKey] != nil {
      let rings = try decode([String: [String: SegmentStore.Ring]].self, Self.ringsKey)
      for (prefix, entries) in rings {
        for (name, entry) in entries {
          let rest = file.tensors[Self.ringPrefix + prefix + name]
          let ring = try SegmentStore.read(entry, rest: rest, of: path)
          segments[prefix + name] = SegmentStore.Known(ring, entry.segments)
          switch Part.part(of: prefix + name)?.part {
          case .callback(let callback):
            callbacks[callback, default: SavedState()].rings[name] = ring
          case .learner: learner.rings[name] = ring
          case .source: source.rings[name] = ring
          default: continue
          }
        }
      }
    }
    let counts = players.values.map(\.state.step) + position.counts
    guard counts.allSatisfy({ (0...Int(Int32.max) * 1024).contains($0) }) else {
      throw FileError(
        path, "is damaged: it stands at an impossible step; delete it to go on from the one before")
    }
  }

  /// Throws unless the metadata is a checkpoint's, of the format that this version reads.
  private static func checkFormat(of metadata: [String: String], at path: String) throws {
    guard let version = metadata["apus.checkpoint"] else {
      throw FileError(path, "is not a checkpoint of a training run; delete it to go on without it")
    }
    guard version == formatVersion else {
      throw FileError(
        path,
        """
        is a checkpoint of format \(version); this version reads format 1: train with the version \
        that wrote it
        """)
    }
  }

  /// The names of the segments that the checkpoint in a file needs; only its header is read.
  ///
  /// - Throws: ``FileError`` where it cannot be understood.
  static func segmentFiles(of path: String) throws -> Set<String> {
    let file = try SafetensorsFile(path)
    try checkFormat(of: file.metadata, at: path)
    guard let text = file.metadata[ringsKey] else { return [] }
    let rings = try? JSONDecoder().decode(
      [String: [String: SegmentStore.Ring]].self, from: Data(text.utf8))
    guard let rings else { throw FileError(path, "is damaged: its rings cannot be understood") }
    return Set(rings.values.flatMap(\.values).flatMap(\.segments).map(\.file))
  }

  /// The weights of these networks alone, by network and name; nothing else of the file is read.
  static func weights(
    of networks: Set<String>, in path: String
  ) throws -> [String: [String: Tensor]] {
    let file = try SafetensorsFile(path)
    try checkFormat(of: file.metadata, at: path)
    var weights: [String: [String: Tensor]] = [:]
    for name in file.names {
      guard let (part, own) = Part.part(of: name), case .network(let network) = part,
        networks.contains(network)
      else { continue }
      weights[network, default: [:]][own] = try file.tensor(name)
    }
    return weights
  }

  // MARK: Restoring

  /// Gives networks and players what the checkpoint holds of them.
  ///
  /// - Throws: where they are not those that it was written of; then nothing may be relied on.
  func restore(_ networks: [Network], _ players: [Player], from file: String) throws {
    for network in networks where network.isSaved {
      guard let weights = self.networks[network.name] ?? emptyWeights(of: network) else {
        throw FileError(
          file, "holds no network \"\(network.name)\"; it was written of another learner")
      }
      try network.module.namedParameters.setWeights(weights, from: file)
    }
    for player in players {
      guard let saved = self.players[player.name] else {
        throw FileError(
          file, "holds no player \"\(player.name)\"; it was written of another learner")
      }
      let name = player.optimizer.configuration.name
      guard saved.optimizer == name else {
        throw TrainingPosition.refusal(file, "optimizer", saved.optimizer, name)
      }
      do {
        try player.optimizer.restore(saved.state, of: player.namedParameters)
      } catch {
        throw FileError(file, "does not fit the optimizer: \(error)")
      }
      // Callbacks may have changed it.
      if let rate = saved.learningRate { player.optimizer.learningRate = rate }
    }
  }

  /// No weights, for a network without parameters.
  private func emptyWeights(of network: Network) -> [String: Tensor]? {
    network.module.namedParameters.isEmpty ? [:] : nil
  }
}

extension RunFolder {
  /// The weights of these networks in a checkpoint's file, by network and name.
  ///
  /// Reads the file's header and the weights asked for, not the optimizer's state.
  ///
  /// - Throws: ``FileError`` where it is missing or damaged.
  package func weights(
    of networks: Set<String>, ofCheckpoint file: String
  ) throws -> [String: [String: Tensor]] {
    try Checkpoint.weights(of: networks, in: file)
  }
}
