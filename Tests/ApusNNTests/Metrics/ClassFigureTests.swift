import ApusCore
import Testing

@testable import ApusNN

@Suite struct ClassFigureTests {
  static let cases = EvaluationCase.all("classes")

  @Test func allCasesAreThere() { #expect(Self.cases.count >= 100) }

  @Test(arguments: cases) func matchesScikitLearn(_ example: EvaluationCase) throws {
    let classes = try #require(example.classes)
    let truth = try digits(example.truth)
    let recognized = try digits(example.recognized)
    let matrix = ConfusionMatrix(truth: truth, recognized: recognized, classes: classes)
    try example.expect(matrix.accuracy, "accuracy")
    try example.expect(matrix.balancedAccuracy(), "balancedAccuracy")
    try example.expect(matrix.balancedAccuracy(adjusted: true), "adjusted")
    try example.expect(matrix.cohenKappa(), "cohenKappa")
    try example.expect(matrix.cohenKappa(weights: .linear), "linear")
    try example.expect(matrix.cohenKappa(weights: .quadratic), "quadratic")
    try example.expect(matrix.matthewsCorrelation, "matthewsCorrelation")
    let figures: [(String, ClassFigure)] = [
      ("precision", .precision), ("recall", .recall), ("f1Score", .f1Score), ("f1Score", .dice),
      ("fHalf", .fBeta(0.5)), ("fTwo", .fBeta(2)), ("jaccard", .jaccard),
      ("specificity", .specificity),
    ]
    let averages =
      (0..<classes).map { ClassAverage.one($0) } + [ClassAverage.macro, .micro, .weighted]
    let outputs = Tensor(
      recognized.flatMap { own in (0..<classes).map { $0 == own ? 1.0 : 0 } },
      shape: [truth.count, classes])
    let targets = Tensor(truth.map { Int32($0) })
    for (name, figure) in figures {
      let wanted = try #require(example.figures?[name])
      expectFigures(averages.map { matrix.value(of: figure, average: $0) }, wanted, name)
      for (average, value) in zip(averages, wanted) {
        let kind = MetricKind.figure(figure, average: average)
        expectFigure(try resumed(kind, outputs, targets), value, "\(name) \(average)")
      }
      let usual = MetricKind.figure(figure)(outputs, targets)
      expectFigure(usual, wanted[classes == 2 ? 1 : classes], name)
    }
    let norms: [(String, ConfusionNormalization)] = [
      ("true", .truth), ("pred", .recognized), ("all", .all),
    ]
    for (name, norm) in norms {
      expectFigures(Array(matrix.normalized(by: norm).joined()), example.figures?[name], name)
    }
    try example.expectMetrics(outputs, targets)
    // Targets as rows and of other element types say the same.
    let rows = Tensor(
      truth.flatMap { own in (0..<classes).map { $0 == own ? Float(1) : 0 } },
      shape: [truth.count, classes])
    try example.expect(MetricKind.cohenKappa(outputs.cast(to: .float32), rows), "cohenKappa")
  }

  @Test func classesThatAreLeftOut() {
    let matrix = ConfusionMatrix([[2, 0, 0], [1, 1, 0], [0, 0, 0]])
    #expect(matrix.value(of: .recall, average: .macro) == 0.5)
    #expect(matrix.value(of: .recall, average: .macro, zeroDivision: .nan) == 0.75)
    #expect(matrix.value(of: .recall, average: .macro, zeroDivision: 1) == 2.5 / 3)
    #expect(ConfusionMatrix([]).value(of: .recall, average: .macro, zeroDivision: .nan).isNaN)
    #expect(ConfusionMatrix([]).accuracy.isNaN)
  }
}
