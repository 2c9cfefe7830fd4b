import ApusCore
import Testing

@testable import ApusNN

@Suite struct RankingTests {
  static let cases = EvaluationCase.all("rankings")
  static let several = EvaluationCase.all("probabilities")

  @Test func allCasesAreThere() { #expect(Self.cases.count >= 100 && Self.several.count >= 100) }

  @Test(arguments: cases) func matchesScikitLearn(_ example: EvaluationCase) throws {
    let truth = try digits(example.truth)
    let scale = try #require(example.scale)
    let scores = try #require(example.scores).map { $0 / scale }
    let roc = ROCCurve(truth: truth, scores: scores)
    expectFigures(roc.falsePositiveRates, example.figures?["fpr"], "fpr")
    expectFigures(roc.truePositiveRates, example.figures?["tpr"], "tpr")
    let curve = PrecisionRecallCurve(truth: truth, scores: scores)
    expectFigures(curve.precisions, example.figures?["precision"], "precision")
    expectFigures(curve.recalls, example.figures?["recall"], "recall")
    let thresholds = try #require(example.thresholds).map { $0 / scale }
    #expect(curve.thresholds == thresholds)
    #expect(roc.thresholds == [.infinity] + thresholds.reversed())
    try example.expect(roc.area, "auc")
    try example.expect(curve.averagePrecision, "averagePrecision")
    let column = Tensor(scores, shape: [scores.count, 1])
    try example.expectMetrics(column, Tensor(truth.map { Int32($0) }))
    let low = MetricKind.binaryAccuracy(threshold: 0.3)
    try example.expect(low(column, Tensor(truth.map { Float($0) })), "threshold")
  }

  @Test(arguments: several) func severalClassesMatchScikitLearn(_ example: EvaluationCase) throws {
    let truth = try digits(example.truth)
    let classes = try #require(example.classes)
    let weights = Tensor(try #require(example.scores), shape: [truth.count, classes])
    let probabilities = weights / weights.sum(axis: -1, keepDimensions: true)
    let targets = Tensor(truth.map { Int64($0) })
    try example.expectMetrics(probabilities, targets)
    let others: [(String, MetricKind)] = [
      ("aucWeighted", .auc(average: .weighted)), ("aucMicro", .auc(average: .micro)),
      ("averagePrecisionWeighted", .averagePrecision(average: .weighted)),
      ("averagePrecisionMicro", .averagePrecision(average: .micro)),
    ]
    for (name, kind) in others { try example.expect(kind(probabilities, targets), name) }
    let logits = log(probabilities) + 3.0
    let fromLogits: [MetricKind] = [
      .logLoss(fromLogits: true), .perplexity(fromLogits: true), .brierScore(fromLogits: true),
    ]
    for kind in fromLogits {
      try example.expect(kind(logits, targets), kind.name)
    }
    let top = (1..<classes).map { MetricKind.topKAccuracy(k: $0)(probabilities, targets) }
    expectFigures(top, example.figures?["top"], "top")
    let error = MetricKind.topKError(k: 2)
    #expect(error(probabilities, targets) == 1 - top[1])
  }

  /// scikit-learn's `top_k_accuracy_score` of the same scores: of equal ones the later class comes
  /// first.
  @Test func laterClassesComeFirstAmongEquals() {
    let outputs = Tensor([[1.0, 1, 0]] as [[Double]])
    func hits(_ k: Int) -> [Double] {
      (0..<3).map { MetricKind.topKAccuracy(k: k)(outputs, Tensor([Int32($0)])) }
    }
    #expect(hits(1) == [0, 1, 0] && hits(2) == [1, 1, 0] && hits(3) == [1, 1, 1])
    // A model that always says the same recognizes one class of three.
    let constant = Tensor(repeating: 0.5, [3, 3])
    let truth = Tensor([Int32(0), 1, 2])
    for k in 1...3 { #expect(MetricKind.topKAccuracy(k: k)(constant, truth) == Double(k) / 3) }
    let some = Tensor(
      [[0.5, 0.2, 0.2], [0.3, 0.4, 0.2], [0.2, 0.4, 0.3], [0.7, 0.2, 0.1]] as [[Double]])
    let answers = Tensor([Int32(0), 1, 2, 2])
    #expect(MetricKind.topKAccuracy(k: 1)(some, answers) == 0.5)
    #expect(MetricKind.topKAccuracy(k: 2)(some, answers) == 0.75)
    // One output is the probability of class 1.
    let single = Tensor([[0.2], [0.5], [0.7]] as [[Double]])
    let both = Tensor([Int32(0), 1, 1])
    #expect(MetricKind.topKAccuracy(k: 1)(single, both) == 2.0 / 3)
    #expect(MetricKind.topKAccuracy(k: 2)(single, both) == 1)
  }

  @Test func aClassWithoutExamplesHasNoArea() {
    let rows = ScoreRows(truth: [0, 1], scores: [0.5, 0.3, 0.2, 0.1, 0.8, 0.1], width: 3)
    #expect(rows.rocAUC().isNaN && rows.rocAUC(average: .one(1)) == 1)
    #expect(rows.averagePrecision() == 2.0 / 3)
    #expect(ROCCurve(truth: [], scores: []).area.isNaN)
    #expect(PrecisionRecallCurve(truth: [], scores: []).averagePrecision.isNaN)
  }

  @Test func whatIsNotANumberGivesNone() {
    let outputs = Tensor([[Double.nan], [0.3]])
    let targets = Tensor([Int32(0), 1])
    for kind in [MetricKind.auc, .averagePrecision, .logLoss, .brierScore, .meanSquaredError] {
      #expect(kind(outputs, targets).isNaN, "\(kind.name)")
    }
    #expect(MetricKind.expectedCalibrationError(outputs, targets).isNaN)
  }

  @Test func calibrationBins() {
    var calibration = Calibration(bins: 2)
    calibration.add(ScoreRows(truth: [1, 1, 0], scores: [0.75, 1, 0.75]))
    #expect(calibration.bins[0].count == 0 && calibration.bins[1].count == 3)
    #expect(abs(calibration.value - (2.5 - 2) / 3) < 1e-15)
    #expect(abs(calibration.maximumError - (2.5 - 2) / 3) < 1e-15)
    // The logit ln 3 stands for ¾.
    let kind = MetricKind.expectedCalibrationError(fromLogits: true)
    #expect(abs(kind(log(Tensor([[3.0]] as [[Double]])), Tensor([Int32(1)])) - 0.25) < 1e-12)
  }
}
