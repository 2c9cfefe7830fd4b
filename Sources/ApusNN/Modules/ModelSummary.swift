import ApusCore

/// A model's layers with their outputs and parameters, computed on the meta device: it takes no
/// memory.
public struct ModelSummary: Sendable, Hashable {
  /// A layer.
  public struct Row: Sendable, Hashable {
    /// The layer's name in the model.
    public let name: String
    /// The layer's type.
    public let type: String
    /// The shape of its output for one example, without the batch axis; nil where the model's code
    /// does not tell.
    public let output: Shape?
    /// The numbers it learns and keeps.
    public let parameters: Int
  }

  /// The model's name.
  public let name: String
  /// The layers in the order of their first use.
  public let rows: [Row]
  /// All parameters; those that layers share count once.
  public let total: Int
  /// The parameters that optimizers change.
  public let trainable: Int

  /// The parameters that optimizers do not change.
  public var nontrainable: Int { total - trainable }
}

extension Layer {
  /// Builds the model for examples of this shape and lists its layers; traps where it cannot take
  /// the shape.
  public func summary(_ inputShape: Shape, dtype: DType = .float32) -> ModelSummary {
    makeSummary(of: self, metaInputs(inputShape, dtype))
  }

  /// Lists the layers as ``summary(_:dtype:)`` does, and throws a ``ConfigurationError`` where the
  /// model cannot take the shape: for shapes that come from outside the program.
  public func checkedSummary(_ inputShape: Shape, dtype: DType = .float32) throws -> ModelSummary {
    try checkedBuild(inputShape, dtype: dtype)
    return summary(inputShape, dtype: dtype)
  }
}

extension Sequential {
  /// Lists the layers for the input that ``Input`` said, or else the first call; traps before.
  public func summary() -> ModelSummary {
    guard let inputType else {
      trap("summary: the model was not built; give the shape of an example: summary([28, 28, 1])")
    }
    return summary(inputType.shape.removing(0), dtype: inputType.dtype)
  }
}

extension Model {
  /// Lists the graph's layers, its inputs first.
  public func summary() -> ModelSummary {
    makeSummary(of: self, metaInputs)
  }
}

private func makeSummary(of module: any Layer, _ inputs: [Tensor]) -> ModelSummary {
  let uses = layerUses(of: module, inputs)
  var rows: [ModelSummary.Row] = []
  var listed: Set<ObjectIdentifier> = []
  func add(_ layer: any Module, _ name: String, _ output: Shape?) {
    guard listed.insert(ObjectIdentifier(layer)).inserted else { return }
    rows.append(
      ModelSummary.Row(
        name: name, type: typeName(of: layer), output: output, parameters: layer.parameterCount))
  }
  if let model = module as? Model {
    for (name, type) in zip(model.inputNames, model.inputTypes) {
      rows.append(
        ModelSummary.Row(name: name, type: "Input", output: type.shape.removing(0), parameters: 0))
    }
  } else if !(module is Sequential) {
    // The parts of a class of the user's own, of which only the whole's output is known.
    for child in module.children {
      if case .module(let layer) = child.content { add(layer, child.name, nil) }
    }
    if !rows.isEmpty { listed.insert(ObjectIdentifier(module)) }
  }
  for use in uses { add(use.layer, use.name, use.output) }
  func count(_ parameters: [Parameter]) -> Int {
    parameters.reduce(0) { $0 + ($1.type?.shape.elementCount ?? 0) }
  }
  return ModelSummary(
    name: module.ownName, rows: rows,
    total: count(module.parameters), trainable: count(module.trainableParameters))
}

extension ModelSummary: CustomStringConvertible {
  /// The table that Keras prints.
  public var description: String {
    let heading = ["Layer (type)", "Output shape", "Parameters"]
    let cells = rows.map { row in
      [
        "\(row.name) (\(row.type))",
        row.output.map { "(" + (["batch"] + $0.map(String.init)).joined(separator: ", ") + ")" }
          ?? "?",
        row.parameters.withSeparators,
      ]
    }
    let widths = (0..<3).map { column in
      ([heading] + cells).map { $0[column].count }.max() ?? 0
    }
    func line(_ left: String, _ fill: String, _ middle: String, _ right: String) -> String {
      left
        + widths.map { String(repeating: fill, count: $0 + 2) }.joined(separator: middle) + right
    }
    func text(_ row: [String], _ bar: String) -> String {
      let padded = row.enumerated().map { column, cell -> String in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 2 ? space + cell : cell + space
      }
      return "\(bar) " + padded.joined(separator: " \(bar) ") + " \(bar)"
    }
    var lines = ["Model: \"\(name)\"", line("┏", "━", "┳", "┓"), text(heading, "┃")]
    lines.append(line("┡", "━", "╇", "┩"))
    lines += cells.map { text($0, "│") }
    lines.append(line("└", "─", "┴", "┘"))
    lines.append(" Total parameters: \(total.withSeparators)")
    lines.append(" Trainable parameters: \(trainable.withSeparators)")
    lines.append(" Non-trainable parameters: \(nontrainable.withSeparators)")
    return lines.joined(separator: "\n")
  }
}

extension Int {
  /// The digits in groups of three: 1,250,858.
  var withSeparators: String {
    var groups: [String] = []
    var digits = Substring(String(magnitude))
    while digits.count > 3 {
      groups.append(String(digits.suffix(3)))
      digits = digits.dropLast(3)
    }
    groups.append(String(digits))
    return (self < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
  }
}
