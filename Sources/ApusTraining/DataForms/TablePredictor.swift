import ApusCore
import ApusData
import ApusFiles
import ApusNN

/// Answers to the rows of CSV and .npy files by a model of ``TableData``: a class with the
/// probability of each, or a value.
///
/// Columns are found by their names, whatever their order; a missing one is an error of one line.
public struct TablePredictor: Predictor {
  private let model: any Layer
  private let schema: TableSchema
  private let doors: ModelDoors

  /// Answers of `model`, which was trained on tables of this schema.
  public init(_ model: any Layer, _ schema: TableSchema) {
    self.model = model
    self.schema = schema
    doors = ModelDoors(model)
  }

  /// CSV files, or arrays.
  public var inputs: String { "CSV or .npy files of rows" }

  /// A prediction for each row of each file.
  public func predict(
    _ arguments: [String], batchSize: Int, _ body: ([Prediction]) throws -> Void
  ) throws {
    for path in try ExampleReader.lines(arguments) {
      let table =
        path.lowercased().hasSuffix(".npy")
        ? try TextTable(npy: path, columnCount: schema.columns.count) : try TextTable(path: path)
      let rows = try schema.encode(table, for: .predicting)
      guard rows.count > 0 else { throw table.withoutRows("predict from") }
      var row = 0
      let batches = DataLoader(rows, batchSize: batchSize, prefetch: 0).batches(epoch: 0)
      while let batch = try batches.next() {
        let outputs = withoutDerivatives { Mode.inference { doors(batch.inputs)[0] } }
        guard outputs.doubles.allSatisfy(\.isFinite) else {
          throw TrainingError(
            """
            the model gives no number for rows of \(path): its training diverged; train with a \
            smaller rate
            """
          )
        }
        let answers = answers(outputs).enumerated().map { place, answer in
          Prediction(
            input: "\(path):\(row + place + 1)", text: answer.text, fields: answer.fields,
            output: answer.output,
            notes: row + place == 0 ? rows.notes.map { "\(path): \($0)" } : [])
        }
        row += answers.count
        try body(answers)
      }
    }
  }

  private func answers(
    _ outputs: Tensor
  ) -> [(text: String, fields: [(name: String, value: ConfigurationValue)], output: Tensor)] {
    let name = schema.target?.name ?? "prediction"
    let names = schema.classNames
    if names.isEmpty {
      return outputs.doubles.map {
        ("\(Float($0))", [(name, .number($0))], Tensor([Float($0)]))
      }
    }
    let probabilities = softmax(outputs, axis: -1).doubles
    return stride(from: 0, to: probabilities.count, by: names.count).map { start in
      let row = Array(probabilities[start..<start + names.count])
      let best = row.indices.max { (row[$0], $1) < (row[$1], $0) } ?? 0
      let shares = zip(names, row).map {
        (name: "probability of \($0)", value: ConfigurationValue.number($1))
      }
      return (
        "\(names[best]) \(fixed(100 * row[best], 2)) %", [(name, .text(names[best]))] + shares,
        Tensor(row.map(Float.init))
      )
    }
  }
}
