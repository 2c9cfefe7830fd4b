import Testing

@testable import ApusNN

@Suite struct TextMetricTests {
  static let cases = EvaluationCase.all("texts")

  @Test func allCasesAreThere() { #expect(Self.cases.count >= 100) }

  @Test(arguments: cases) func matchesSacrebleuAndJiwer(_ example: EvaluationCase) throws {
    let hypotheses = try #require(example.hypotheses)
    let references = try #require(example.references)
    let words = { (text: String) in text.split(separator: " ").map(String.init) }
    let smoothings: [(String, BLEU.Smoothing)] = [
      ("none", .none), ("floor", .floor(0.1)), ("add", .add(1)), ("exponential", .exponential),
    ]
    for (name, smoothing) in smoothings {
      var bleu = BLEU(smoothing: smoothing)
      for (place, hypothesis) in hypotheses.enumerated() {
        var next = BLEU(smoothing: smoothing)
        next.state = bleu.state
        next.update(
          hypothesis: words(hypothesis), references: references.map { words($0[place]) })
        bleu = next
      }
      try example.expect(bleu.value, name)
      try example.expect(bleu.brevityPenalty, "brevityPenalty")
      bleu.reset()
      #expect(bleu.value.isNaN)
    }
    for unit in ErrorRate.Unit.allCases {
      var rate = ErrorRate(of: unit)
      for (reference, hypothesis) in zip(references[0], hypotheses) {
        var next = ErrorRate(of: unit)
        next.state = rate.state
        next.update(reference: reference, hypothesis: hypothesis)
        rate = next
      }
      try example.expect(rate.value, unit.rawValue)
      expectFigures(rate.state, example.figures?[unit.rawValue], unit.rawValue)
      rate.reset()
      #expect(rate == ErrorRate(of: unit) && rate.value.isNaN)
    }
  }

  @Test func edits() {
    let counts = EditCounts(reference: Array("kitten"), hypothesis: Array("sitting"))
    #expect(counts.distance == 3 && counts.insertions == 1 && counts.hits == 4)
    #expect(EditCounts(reference: [Int](), hypothesis: [Int]()).rate.isNaN)
    #expect(EditCounts(reference: [], hypothesis: [1]).rate == .infinity)
    #expect(EditCounts(reference: [1, 2], hypothesis: []).rate == 1)
  }

  @Test func nothingTranslated() {
    var bleu = BLEU()
    bleu.update(hypothesis: [Int](), references: [[1, 2]])
    #expect(bleu.value == 0)
    bleu = BLEU(maximumOrder: 1)
    bleu.update(hypothesis: [1, 2], references: [[1, 2, 3], [1]])
    #expect(bleu.value == 1)
  }
}
