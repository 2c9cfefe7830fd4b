import ApusCore
import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// A dense network on the user's own tables, for classes or values.
  ///
  /// Categories of many names are looked up in embeddings of min(50, n / 2) numbers, beside the
  /// scaled features. Values are predicted in the units of the table: the last layer's output times
  /// the target's deviation, plus its mean. Source: catalogue B15; Guo & Berkhahn 2016, *Entity
  /// embeddings of categorical variables*.
  public static let tabular = Recipe(
    name: "tabular", summary: "tables of your own, classes or values (--data, --set target=)",
    rows: ["B15"], data: TableData(), epochs: 50, batchSize: 32, optimizer: "Adam",
    learningRate: "0.001",
    settings: [
      Setting("hidden", .integer(1...4096), default: "64", "units of each hidden layer"),
      Setting("layers", .integer(0...16), default: "2", "hidden layers"),
      Setting(
        "activation", .choice(["relu", "tanh", "sigmoid", "gelu"]), default: "relu",
        "the hidden layers' activation"),
      dropoutSetting(0),
    ],
    supervision: Supervision(
      loss: { _, facts in
        facts.classNames.isEmpty
          ? .meanSquaredError : .sparseCategoricalCrossEntropy(fromLogits: true)
      },
      model: tabularNetwork))
}

/// The network for a table's facts.
@Sendable private func tabularNetwork(_ settings: SettingValues, _ facts: DataFacts) -> any Layer {
  let schema = TableData.schema(facts)
  let inputs = facts.inputs.map { Input($0.shape ?? [], dtype: $0.dtype, name: $0.name) }
  var parts: [Symbol] = []
  for (field, input) in zip(facts.inputs, inputs) {
    let isCategories = field.name == TableSchema.categories
    parts.append(
      isCategories ? CategoryEmbeddings((schema?.embeddedColumns ?? []).map(\.count))(input) : input
    )
  }
  var value = parts.count == 1 ? parts[0] : Concatenate()(parts)
  let activation =
    ActivationFunction(named: settings.text("activation")) ?? .relu
  for _ in 0..<settings.integer("layers") {
    value = Dense(settings.integer("hidden"), activation: activation)(value)
    if settings.number("dropout") > 0 { value = Dropout(settings.number("dropout"))(value) }
  }
  // One of two classes: a score against 0, whose softmax is the logistic function. Two free scores
  // would move apart at twice the rate and fit small tables too fast.
  let isBinary = facts.classNames.count == 2
  value = Dense(isBinary ? 1 : max(facts.classNames.count, 1))(value)
  if isBinary { value = value.padded(axis: -1, before: 1) }
  if case .values(let mean, let deviation) = schema?.target?.meaning {
    value = Rescaling(deviation, offset: mean)(value)
  }
  return Model(inputs: inputs, outputs: [value])
}

/// Numbers of categories, int32 [batch, columns], each looked up in a table of its own: [batch, Σ
/// dims], dim = min(50, ⌈n/2⌉).
final class CategoryEmbeddings: Layer {
  private let tables: [Embedding]

  /// Tables for columns of so many categories.
  init(_ counts: [Int]) {
    tables = counts.map { Embedding($0, min(50, ($0 + 1) / 2)) }
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    let columns = tables.enumerated().map { place, table in
      table(input.sliced(axis: 1, from: place, to: place + 1).reshaped(to: [input.shape[0]]))
    }
    return Tensor.concatenated(columns, axis: 1)
  }
}
