import Apus
import Foundation

extension PredictCommand {
  /// A predictor's answers as lines, JSON, or into the file that `--out` names: a CSV table, an
  /// array or pictures.
  func predict(by predictor: any Predictor) throws {
    if let out { return try write(predictor, to: out) }
    try predictor.predict(inputs, batchSize: batchSize) { answers in
      showNotes(answers)
      if json.isGiven {
        for answer in answers {
          var object: [String: ConfigurationValue] = ["input": .text(answer.input)]
          for (name, value) in answer.fields { object[name] = value }
          try printJSON(ConfigurationValue.object(object))
        }
      } else {
        for answer in answers where !answer.below.isEmpty {
          print(([answer.input.shownInOneLine] + answer.below).joined(separator: "\n"))
        }
        let rows = answers.filter(\.below.isEmpty).map { [$0.input.shownInOneLine, $0.text] }
        if !rows.isEmpty { print(table(rows)) }
      }
      fflush(nil)
    }
  }

  private func showNotes(_ answers: [Prediction]) {
    for note in answers.flatMap(\.notes) { writeToStandardError("\(programName): \(note)\n") }
  }

  private func write(_ predictor: any Predictor, to out: String) throws {
    let ending = (out as NSString).pathExtension.lowercased()
    guard ["csv", "npy", "png"].contains(ending) else {
      throw UsageError("--out \(out): expected a file that ends in .csv, .npy or .png")
    }
    var text = ""
    var outputs: [Tensor] = []
    var count = 0
    try predictor.predict(inputs, batchSize: batchSize) { answers in
      showNotes(answers)
      if count == 0 { text = line(["input"] + answers[0].columns.map(\.name)) }
      count += answers.count
      for answer in answers {
        if ending == "csv" {
          text += line([answer.input] + answer.columns.map { plain($0.value) })
        } else {
          guard let output = answer.output else {
            throw UsageError(
              "--out \(out): these answers are no arrays; write them into a .csv file")
          }
          outputs.append(output)
        }
      }
    }
    switch ending {
    case "csv": try AtomicFile.write(Data(text.utf8), to: out)
    case "npy":
      guard outputs.allSatisfy({ $0.shape == outputs[0].shape }) else {
        throw UsageError("--out \(out): the answers have different shapes, which are no one array")
      }
      try NumPyFile(.stacked(outputs)).write(to: out)
    default: try writePictures(outputs, to: out)
    }
    if !json.isGiven { print("\(count) answers written into \(out)") }
  }

  private static let mostPictures = 400

  private func writePictures(_ outputs: [Tensor], to out: String) throws {
    guard outputs.count <= Self.mostPictures else {
      throw UsageError(
        """
        --out \(out): \(outputs.count) answers are too many for one picture, at most \
        \(Self.mostPictures); write a .npy file
        """
      )
    }
    let images = outputs.compactMap { Image(features: $0) }
    guard images.count == outputs.count, images.allSatisfy({ $0.shape == images[0].shape }) else {
      throw UsageError(
        "--out \(out): answers of \(outputs[0].shape) are not images of one size; write a .npy file"
      )
    }
    let side = Int(Double(images.count).squareRoot().rounded(.up))
    try ImageFile.write(Image(tiling: images, across: side), to: out)
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
