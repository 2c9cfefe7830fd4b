import ApusCore
import ApusInterop
import ApusNN
import Foundation

extension WholeModel {
  /// What a model's file says of result networks: their architectures where they can be described,
  /// unless `given` says it.
  static func metadata(
    of networks: [Network], beside given: [String: String]
  ) throws -> [String: String] {
    var metadata = given
    if networks.count == 1, let layer = networks[0].module as? any Layer {
      if metadata[architectureKey] == nil,
        let configuration = try? ModelConfiguration(of: layer)
      {
        metadata[architectureKey] = try json(configuration)
      }
    } else if networks.count > 1 {
      metadata[networksKey] = try json(networks.map(\.name))
      for network in networks {
        guard let layer = network.module as? any Layer,
          let configuration = try? ModelConfiguration(of: layer)
        else { continue }
        metadata["\(architectureKey).\(network.name)"] = try json(configuration)
      }
    }
    return metadata
  }

  /// The metadata's key of what the learner remembers beside weights, such as how far it has grown.
  package static let stateKey = "apus.learner"

  /// The numbers and texts of a state as JSON; nil without any, and for states that only
  /// checkpoints can hold.
  static func text(of state: SavedState) throws -> String? {
    let count = state.bits.values.reduce(0) { $0 + $1.count }
    guard !state.bits.isEmpty || !state.texts.isEmpty, count <= 4096 else { return nil }
    return try json(StateText(bits: state.bits, texts: state.texts))
  }

  /// The state that ``text(of:)`` wrote; nil where it cannot be understood.
  package static func state(_ text: String) -> SavedState? {
    (try? JSONDecoder().decode(StateText.self, from: Data(text.utf8))).map {
      SavedState(bits: $0.bits, texts: $0.texts, tensors: [:])
    }
  }

  private struct StateText: Codable {
    var bits: [String: [UInt64]]
    var texts: [String: String]
  }

  /// The metadata's key of the names of several networks, whose weights have these before their
  /// own.
  package static let networksKey = "apus.networks"
}
