import ApusCore
import ApusData
import ApusFiles
import ApusNN
import ApusTraining

/// What a model of classes, labels or values answers to images, numbers or arrays: the most
/// probable classes, or values.
public struct ModelPredictor: Predictor {
  private let file: ModelFile
  private let model: any Layer
  private let path: String
  private let reader: ExampleReader
  private let top: Int
  private let samples: Int?

  /// Answers of the model in the file or run `path`.
  ///
  /// - Parameters:
  ///   - top: how many classes to name.
  ///   - samples: how often the model answers with dropout active; nil: once, without.
  ///   - ignoresOrientation: whether photographs are left as they are stored, whatever their Exif
  ///     says.
  /// - Throws: ``RecipeError`` where the model gives no probabilities of which samples could be
  ///   taken, or takes no images that could have an orientation.
  public init(
    _ file: ModelFile, _ model: any Layer, from path: String, top: Int = 5, samples: Int? = nil,
    ignoresOrientation: Bool = false
  ) throws {
    if samples != nil, !file.givesProbabilities {
      let what = file.meaning == .values ? "values" : "scores"
      throw RecipeError("--samples is for models that give probabilities; \(path) gives \(what)")
    }
    self.file = file
    self.model = model
    self.path = path
    self.top = top
    self.samples = samples
    reader = ExampleReader(
      shape: Shape(file.inputShape), fitting: ImageFolderData.Form(file.facts)?.fitting,
      ignoresOrientation: ignoresOrientation)
    if ignoresOrientation, !reader.takesImages {
      throw RecipeError("--ignore-orientation is of photographs; \(path) takes none")
    }
  }

  /// Images, numbers or arrays.
  public var inputs: String { reader.inputs }

  /// The classes or values of each input.
  public func predict(
    _ arguments: [String], batchSize: Int, _ body: ([Prediction]) throws -> Void
  ) throws {
    try reader.forEachBatch(arguments, batchSize: batchSize) { names, features in
      let uncertainty = samples.map {
        PredictiveUncertainty.monteCarlo(model, features, samples: $0)
      }
      let raw = uncertainty?.mean ?? withoutDerivatives { Mode.inference { model(features) } }
      let isLogit = file.givesProbabilities && uncertainty == nil
      let outputs = isLogit ? softmax(raw, axis: -1) : raw
      let width = outputs.elementCount / names.count
      let numbers = outputs.doubles
      let deviations = uncertainty?.variance.doubles.map { $0.squareRoot() }
      let entropies = uncertainty?.entropy.doubles
      let information = uncertainty?.mutualInformation.doubles
      try body(
        names.enumerated().map { place, name in
          let own = place * width..<(place + 1) * width
          let row = Array(numbers[own])
          guard row.allSatisfy(\.isFinite) else {
            throw FileError(
              path, "gives no number for \(name): its training diverged; train with a smaller rate")
          }
          let output = Tensor(row.map(Float.init))
          if file.meaning == .values { return values(name, row, output) }
          var answer = classes(name, row, deviations.map { Array($0[own]) })
          if let entropies, let information {
            answer.fields += [
              ("entropy", .number(entropies[place])),
              ("mutual_information", .number(information[place])),
            ]
            answer.below.append(
              """
                entropy \(fixed(entropies[place], 4)), of it disagreement \
              \(fixed(information[place], 4))
              """
            )
          }
          return Prediction(
            input: name, text: "", below: answer.below, fields: answer.fields,
            columns: answer.columns, output: output)
        })
    }
  }

  private func values(_ name: String, _ row: [Double], _ output: Tensor) -> Prediction {
    Prediction(
      input: name, text: row.map { "\(Float($0))" }.joined(separator: "  "),
      fields: [("values", .list(row.map { .number($0) }))],
      columns: row.enumerated().map {
        (row.count == 1 ? "value" : "value\($0 + 1)", .number($1))
      }, output: output)
  }

  private typealias Field = (name: String, value: ConfigurationValue)

  private func classes(
    _ name: String, _ row: [Double], _ deviations: [Double]?
  ) -> (below: [String], fields: [Field], columns: [Field]) {
    let isShare = file.givesProbabilities || file.meaning == .labels
    func label(_ index: Int) -> String {
      index < file.classes.count ? file.classes[index] : "\(index)"
    }
    let order = row.indices.sorted { (row[$1], $0) < (row[$0], $1) }
    let named = order.prefix(top)
    let width = named.map { label($0).shownInOneLine.count }.max() ?? 0
    let shown = named.map { index -> String in
      guard isShare else { return fixed(row[index], 4) }
      let spread = deviations.map { " ± \(fixed(100 * $0[index], 2)) %" } ?? ""
      return "\(fixed(100 * row[index], 2)) %\(spread)"
    }
    let widest = shown.map(\.count).max() ?? 0
    let below = zip(named, shown).map { index, text in
      let name = label(index).shownInOneLine
      return
        "  \(name)\(String(repeating: " ", count: width - name.count + 2 + widest - text.count))"
        + text
    }
    let guesses = named.map { index -> ConfigurationValue in
      var guess: [String: ConfigurationValue] = ["label": .text(label(index))]
      guess[isShare ? "probability" : "score"] = .number(row[index])
      if let deviations { guess["deviation"] = .number(deviations[index]) }
      return .object(guess)
    }
    let what = isShare ? "probability of " : "score of "
    let columns: [Field] =
      [("prediction", .text(label(order[0])))]
      + row.enumerated().map { (what + label($0), .number($1)) }
    return (below, [("top", .list(guesses))], columns)
  }
}
