import Apus
import Foundation

extension PredictCommand {
  /// Answers to the rows of CSV files, as lines, JSON, or a CSV file.
  func predictRows(_ trained: TrainedModel, _ schema: TableSchema) throws {
    guard let model = trained.learner.networks.first?.module as? any Layer else { return }
    let predictor = TablePredictor(model, schema)
    let answers = try predictor.predictions(for: inputs, batchSize: 256)
    if let out {
      let names: [String] = (answers.first?.fields ?? []).map(\.name)
      var text = line(["input"] + names)
      for answer in answers {
        let values: [String] = answer.fields.map { plain($0.value) }
        text += line([answer.input] + values)
      }
      try AtomicFile.write(Data(text.utf8), to: out)
      if !json.isGiven { print("\(answers.count) rows predicted into \(out)") }
    } else if json.isGiven {
      for answer in answers {
        var object: [String: ConfigurationValue] = ["input": .text(answer.input)]
        for (name, value) in answer.fields { object[name] = value }
        try printJSON(ConfigurationValue.object(object))
      }
    } else {
      print(table(answers.map { [$0.input, $0.text] }))
    }
  }

  private func plain(_ value: ConfigurationValue) -> String {
    switch value {
    case .text(let text): text
    case .number(let number): "\(number)"
    default: value.description
    }
  }

  /// A line of a CSV file.
  private func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\n"
  }

  /// A field of a CSV file.
  private func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
