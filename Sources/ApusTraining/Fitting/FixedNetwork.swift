import ApusCore
import ApusFiles
import ApusNN

/// What a checkpoint says of a network that training leaves as it came, such as a teacher, in place
/// of its weights.
struct FixedNetwork: Codable, Equatable {
  /// Where it came from, as its learner says.
  let origin: String
  /// The CRC-32 of names, shapes and values of its parameters.
  let checksum: UInt32
}

/// The fixed networks of a training. Each is read once: it does not change.
struct FixedNetworks {
  private var checksums: [ObjectIdentifier: UInt32] = [:]

  /// Those among `networks`, by name.
  mutating func among(_ networks: [Network]) -> [String: FixedNetwork] {
    var found: [String: FixedNetwork] = [:]
    for network in networks {
      guard case .fixed(let origin) = network.role else { continue }
      let key = ObjectIdentifier(network.module)
      let checksum = checksums[key] ?? Self.checksum(of: network.module)
      checksums[key] = checksum
      found[network.name] = FixedNetwork(origin: origin, checksum: checksum)
    }
    return found
  }

  private static func checksum(of module: any Module) -> UInt32 {
    module.namedParameters.reduce(0) { checksum, entry in
      let value = entry.parameter.wrappedValue
      let heading = Array("\(entry.name) \(value.type)\n".utf8)
      let named = heading.withUnsafeBytes { Deflate.checksum($0, from: checksum) }
      return value.withBytes { Deflate.checksum($0, from: named) }
    }
  }
}

extension Checkpoint {
  /// Throws where a fixed network is not the one that the run was trained with.
  func check(_ networks: [String: FixedNetwork], from file: String) throws {
    for (name, saved) in fixed.sorted(by: { $0.key < $1.key }) {
      guard let network = networks[name], network.checksum != saved.checksum else { continue }
      throw FileError(
        file,
        "was written with another network \"\(name)\": that from \(saved.origin), with other "
          + "weights than this one from \(network.origin); train on with the same, or in a new run"
      )
    }
  }
}
