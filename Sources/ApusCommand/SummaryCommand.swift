import Apus
import ArgumentParser
import Foundation

/// `apus summary`
struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Shows a model's layers, their output shapes and parameters.",
    discussion: """
      With --receptive-field also how many rows and columns of the input one output of each layer \
      sees, and how far apart what neighbouring outputs see lies; up to the first layers that may \
      see everything, with the reason.
      """)

  @Argument(help: "A recipe, a run's folder or a model.safetensors file.")
  var model: String

  @Option(help: "The shape of one example, as in 32x32x3; by default the recipe's.")
  var input: String?

  @Option(name: .customLong("set"), help: "A setting of the recipe, key=value.")
  var settings: [String] = []

  @Flag(help: "Show what each layer's outputs see of the input.")
  var receptiveField = false

  @Option(help: "Draw the layers and how they hang together into this file, .svg or .png.")
  var diagram: String?

  @OptionGroup var json: JSONOption

  private struct Row: Encodable {
    let name: String
    let type: String
    let output: [Int]
    let parameters: Int
  }

  private struct Summary: Encodable {
    let layers: [Row]
    let total: Int
    let trainable: Int
    let nontrainable: Int
    let receptiveFields: [Field]?
    let receptiveFieldEnds: [End]?

    private enum CodingKeys: String, CodingKey {
      case layers, total, trainable, nontrainable
      case receptiveFields = "receptive_fields"
      case receptiveFieldEnds = "receptive_field_ends"
    }
  }

  /// What an output of a layer sees along each axis of the input but the channels'.
  private struct Field: Encodable {
    let name: String
    let size: [Int]
    let stride: [Int]
  }

  /// A layer after which that is not known.
  private struct End: Encodable {
    let name: String
    let reason: String
  }

  func run() throws {
    if let diagram { try checkPicture(diagram, "--diagram") }
    if !Recipe.all.contains(where: { $0.name == model }),
      let network = try ArrayNetwork.described(at: model)
    {
      return try describe(network)
    }
    let (layer, shape) = try resolve()
    let summary: ModelSummary
    do {
      summary = try layer.checkedSummary(shape)
    } catch {
      throw UsageError("\(error)")
    }
    if let diagram {
      let name = (model as NSString).lastPathComponent
      try NetworkDiagram(layer.layerGraph(shape), name: name).write(to: diagram)
    }
    let map = receptiveField ? try receptiveFieldMap(of: layer, shape) : nil
    let fields = map?.fields.map {
      Field(name: $0.name, size: $0.axes.map(\.size), stride: $0.axes.map(\.stride))
    }
    if json.isGiven {
      try printJSON(
        Summary(
          layers: summary.rows.map {
            Row(
              name: $0.name, type: $0.type, output: $0.output?.array ?? [],
              parameters: $0.parameters)
          },
          total: summary.total, trainable: summary.trainable,
          nontrainable: summary.total - summary.trainable, receptiveFields: fields,
          receptiveFieldEnds: map?.ends.map { End(name: $0.name, reason: $0.reason) }))
    } else {
      print(summary)
      guard let fields, let map else { return }
      let cells = fields.map {
        [$0.name] + [$0.size, $0.stride].map { $0.map(String.init).joined(separator: " × ") }
      }
      print("\n" + table([["layer", "sees", "apart"]] + cells))
      for end in map.ends { print("not known after \(end.name): \(end.reason)") }
    }
  }

  /// What a network of arrays takes and gives.
  private func describe(_ network: ArrayNetwork) throws {
    guard diagram == nil, !receptiveField else {
      throw UsageError("\(model) is a network of arrays; its layers are not known as such")
    }
    let count = network.weights.values.reduce(0) { $0 + $1.elementCount }
    if json.isGiven {
      try printJSON(
        ArraySummary(inputs: network.inputs, outputs: network.outputs, total: count))
    } else {
      let rows = network.inputs.map { ["takes", $0.description] }
      print(table(rows + network.outputs.map { ["gives", $0.description] }))
      print("parameters \(count)")
    }
  }

  private struct ArraySummary: Encodable {
    let inputs: [ArrayNetwork.Port]
    let outputs: [ArrayNetwork.Port]
    let total: Int
  }

  private func receptiveFieldMap(of layer: any Layer, _ shape: Shape) throws -> ReceptiveFieldMap {
    switch layer {
    case let model as Sequential where shape.rank > 1: return model.receptiveFieldMap(shape)
    case let model as Model where shape.rank > 1: return model.receptiveFieldMap()
    default:
      throw UsageError(
        """
        --receptive-field is for models of layers on inputs with places (height, width, channels); \
        \(model) on \(shape) is not one
        """
      )
    }
  }

  private func resolve() throws -> (any Layer, Shape) {
    let wanted = try input.map { try shape($0) }
    if FileManager.default.fileExists(atPath: model),
      !Recipe.all.contains(where: { $0.name == model })
    {
      guard settings.isEmpty else {
        throw UsageError("--set is for recipes; \(model) has the settings it was trained with")
      }
      let (file, layer) = try ModelFile.load(model)
      return (layer, wanted ?? Shape(file.inputShape))
    }
    let recipe = try Recipe.named(model)
    let values = try SettingValues(try parseAssignments(settings), for: recipe.settings)
    return (try recipe.makeModel(values), try wanted ?? recipe.inputShape(values))
  }
}

/// The shape that `--input` says, as in 224x224x3.
func shape(_ text: String, option: String = "--input") throws -> Shape {
  let extents = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map {
    Int($0)
  }
  let known = extents.compactMap { $0 }
  guard known.count == extents.count, (1...7).contains(known.count),
    known.allSatisfy({ (1...1 << 20).contains($0) })
  else { throw UsageError("\(option) \(text): expected extents as in 224x224x3") }
  return Shape(known)
}
