import Testing

@testable import ApusNN

@Suite struct DetectionTests {
  static let cases = EvaluationCase.all("detections")

  @Test func allCasesAreThere() { #expect(Self.cases.count >= 100) }

  @Test(arguments: cases) func matchesTheReferencePrograms(_ example: EvaluationCase) throws {
    let box = { (n: ArraySlice<Double>) in
      let n = Array(n)
      return BoundingBox(minX: n[0], minY: n[1], maxX: n[2], maxY: n[3])
    }
    var half = DetectionRule.coco
    half.overlaps = [0.5]
    let rules: [(String, DetectionRule)] = [
      ("voc2007", .voc2007), ("voc2010", .voc2010), ("coco", .coco), ("half", half),
    ]
    for (name, rule) in rules {
      var score = MeanAveragePrecision(rule)
      for image in 0..<(try #require(example.images)) {
        let detections = try #require(example.detections).filter { Int($0[0]) == image }.map {
          Detection(label: Int($0[1]), score: $0[2] / 30, box: box($0[3...]))
        }
        let truths = try #require(example.truths).filter { Int($0[0]) == image }.map {
          DetectionTruth(label: Int($0[1]), box: box($0[2..<6]), isIgnored: $0[6] == 1)
        }
        var next = MeanAveragePrecision(rule)
        next.state = score.state
        next.update(detections: detections, truths: truths)
        score = next
      }
      try example.expect(score.value, name)
      score.reset()
      #expect(score.state.isEmpty && score.value.isNaN)
    }
  }

  @Test func boxes() {
    let a = BoundingBox(minX: 0, minY: 0, maxX: 2, maxY: 2)
    let b = BoundingBox(minX: 1, minY: 1, maxX: 3, maxY: 3)
    #expect(a.intersectionOverUnion(b) == 1.0 / 7 && a.intersectionOverUnion(a) == 1)
    let far = BoundingBox(minX: 5, minY: 5, maxX: 6, maxY: 6)
    #expect(a.intersectionOverUnion(far) == 0 && a.intersection(far).area == 0)
    let empty = BoundingBox(minX: 1, minY: 1, maxX: 1, maxY: 1)
    #expect(empty.intersectionOverUnion(empty) == 0)
  }
}
