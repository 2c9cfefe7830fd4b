import ApusCore
import ApusData
import ApusNN
import ApusPlot
import ApusTraining
import Foundation

/// How a classifier does on examples, in pictures: confusion matrix, curves, calibration, examples
/// and its worst mistakes.
public struct ClassifierPictures {
  private let examples: any Dataset
  private let exampleShape: Shape
  private let classNames: [String]
  private let title: String
  private let givesProbabilities: Bool
  private let rows: ScoreRows
  private let guesses: [Int]

  /// At most so many examples are looked at.
  public static let mostExamples = 20_000

  /// The pictures of `model` on `examples`, at most ``mostExamples`` of them, spread evenly; their
  /// titles say so then.
  ///
  /// Nil where the labels are no classes, there is no example, or the model's outputs are no
  /// numbers: its training diverged.
  ///
  /// - Parameters:
  ///   - model: gives a score for each class.
  ///   - inputShape: the shape of an example as the model takes it.
  ///   - exampleShape: the shape of an example as people see it; images have [height, width,
  ///     channels].
  ///   - givesProbabilities: whether softmax makes probabilities of the scores.
  ///   - title: what the pictures' titles begin with.
  /// - Throws: ``DataError`` where an example cannot be read.
  public init?(
    of model: any Layer, on examples: any Dataset, inputShape: Shape, exampleShape: Shape,
    givesProbabilities: Bool, title: String
  ) throws {
    let whole = examples
    let examples = examples.spread(atMost: Self.mostExamples)
    let count = examples.count
    guard examples.labelType == .classes, count > 0 else { return nil }
    var (scores, truth): ([Double], [Int]) = ([], [])
    // No larger than training's, so that the network needs no more memory for its pictures.
    for first in stride(from: 0, to: count, by: 32) {
      let batch = try examples.batch(at: Array(first..<min(first + 32, count))[...])
      let input = batch.features.reshaped(to: inputShape.inserting(batch.count, at: 0))
      let outputs = withoutDerivatives { Mode.inference { model(input) } }.cast(to: .float64)
      guard outputs.shape == [batch.count, examples.classNames.count] else { return nil }
      scores += (givesProbabilities ? softmax(outputs, axis: -1) : outputs).doubles
      truth += batch.labels.doubles.map { Int($0) }
    }
    guard scores.allSatisfy(\.isFinite) else { return nil }
    let width = examples.classNames.count
    self.examples = examples
    self.exampleShape = exampleShape
    classNames = examples.classNames
    self.title = title + shareTitle(of: examples, in: whole)
    self.givesProbabilities = givesProbabilities
    rows = ScoreRows(truth: truth, scores: scores, width: width)
    guesses = truth.indices.map { row in
      // The first of equals, as the accuracy counts.
      (0..<width).reduce(0) { scores[row * width + $1] > scores[row * width + $0] ? $1 : $0 }
    }
  }

  /// How often each class was taken for each.
  public var confusion: Chart {
    .confusion(
      ConfusionMatrix(truth: rows.truth, recognized: guesses, classes: classNames.count),
      classNames: classNames, title: title)
  }

  /// The receiver operating characteristics.
  public var roc: Chart { .roc(rows, classNames: classNames, title: title) }

  /// Precision against recall.
  public var precisionRecall: Chart {
    .precisionRecall(rows, classNames: classNames, title: title)
  }

  /// Whether the model is as sure as it is right; nil where its scores are no probabilities.
  public var calibration: ChartGrid? {
    guard givesProbabilities else { return nil }
    var calibration = Calibration(bins: 10)
    calibration.add(rows)
    return .calibration(calibration, title: title)
  }

  /// The first examples with what they were taken for; nil where they are no images.
  public func samples(_ most: Int = 24) throws -> ImageGrid? {
    try grid("\(title): examples", Array(rows.truth.indices.prefix(most)))
  }

  /// The mistakes that the model was the most sure of, the worst first; nil if it made none or
  /// they are no images.
  public func mistakes(_ most: Int = 24) throws -> ImageGrid? {
    let wrong = rows.truth.indices.filter { guesses[$0] != rows.truth[$0] }
    let worst = wrong.sorted { (score($1), $0) < (score($0), $1) }.prefix(most)
    let count = wrong.count == 1 ? "the only mistake" : "the worst of \(wrong.count) mistakes"
    return try grid("\(title): \(count) on \(rows.count) examples", Array(worst))
  }

  /// All of them with the names of their files.
  public func all() throws -> [(name: String, drawing: any Drawing)] {
    let drawings: [(String, (any Drawing)?)] = [
      ("confusion", confusion), ("roc", roc), ("precision-recall", precisionRecall),
      ("calibration", calibration), ("samples", try samples()), ("mistakes", try mistakes()),
    ]
    return drawings.compactMap { name, drawing in drawing.map { (name, $0) } }
  }

  /// The score of the class that an example was taken for.
  private func score(_ row: Int) -> Double { rows.scores[row * classNames.count + guesses[row]] }

  private func grid(_ title: String, _ positions: [Int]) throws -> ImageGrid? {
    guard !positions.isEmpty else { return nil }
    let features = try examples.batch(at: positions[...]).features
    let tiles = positions.enumerated().compactMap { place, row -> ImageGrid.Tile? in
      guard let image = Image(features: features[place].reshaped(to: exampleShape)) else {
        return nil
      }
      let isRight = guesses[row] == rows.truth[row]
      let (truth, guess) = (classNames[rows.truth[row]], classNames[guesses[row]])
      let name = isRight ? truth : "\(guess), not \(truth)"
      let figure =
        givesProbabilities
        ? String(format: "%.0f %%", 100 * score(row)) : String(format: "%.3g", score(row))
      return .init(image, "\(name)\n\(figure)", isRight: isRight)
    }
    return tiles.isEmpty ? nil : ImageGrid(title: title, tiles)
  }
}

/// What a picture's title says where it shows some examples of many: ` (2,000 of 60,000 examples)`;
/// else nothing.
func shareTitle(of some: any Dataset, in all: any Dataset) -> String {
  guard some.count < all.count else { return "" }
  return " (\(grouped(some.count)) of \(grouped(all.count)) examples)"
}

/// A count with commas between thousands.
private func grouped(_ count: Int) -> String {
  count < 1000
    ? "\(count)" : grouped(count / 1000) + "," + String(format: "%03d", count % 1000)
}
