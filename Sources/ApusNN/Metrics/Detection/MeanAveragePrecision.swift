import ApusCore

/// Mean average precision of object detection, gathered image by image.
///
/// ```swift
/// var score = MeanAveragePrecision(.coco)
/// score.update(   // one image
///   detections: [
///     Detection(label: 1, score: 0.9, box: BoundingBox(minX: 0, minY: 0, maxX: 10, maxY: 10))
///   ],
///   truths: [DetectionTruth(label: 1, box: BoundingBox(minX: 0, minY: 0, maxX: 10, maxY: 9))])
/// score.value
/// ```
///
/// The average precision of a class is the precision over all recalls, as the rule's interpolation
/// has it, along the detections of all images from the greatest score down (equal ones in the order
/// of the images). The figure is the mean over the overlaps and the classes that have truths.
/// Sources: ``DetectionRule``.
public struct MeanAveragePrecision: Sendable {
  /// The rule.
  public let rule: DetectionRule
  private var images: [(detections: [Detection], truths: [DetectionTruth])] = []

  /// No images yet; traps where the rule has no overlap or fewer than two points.
  public init(_ rule: DetectionRule = .coco) {
    if case .points(let count) = rule.interpolation {
      require(count >= 2, "MeanAveragePrecision: \(count) points; there must be two at least")
    }
    require(!rule.overlaps.isEmpty, "MeanAveragePrecision: a rule without overlaps")
    self.rule = rule
  }

  /// Adds an image.
  public mutating func update(detections: [Detection], truths: [DetectionTruth]) {
    images.append((detections, truths))
  }

  /// Forgets all images.
  public mutating func reset() { images = [] }

  /// The classes that have truths which are not ignored.
  public var labels: [Int] {
    Set(images.flatMap { $0.truths.filter { !$0.isIgnored }.map(\.label) }).sorted()
  }

  /// The figure so far; not a number where there are no truths.
  public var value: Double {
    let labels = labels
    return labels.reduce(0) { $0 + averagePrecision(of: $1) } / Double(labels.count)
  }

  /// The average precision of a class, the mean over the overlaps; not a number where it has no
  /// truths.
  public func averagePrecision(of label: Int) -> Double {
    rule.overlaps.reduce(0) { $0 + averagePrecision(of: label, overlap: $1) }
      / Double(rule.overlaps.count)
  }

  /// The average precision of a class at one overlap; not a number where it has no truths.
  public func averagePrecision(of label: Int, overlap: Double) -> Double {
    var judged: [(score: Double, isRight: Bool)] = []
    var objects = 0
    for image in images {
      let truths = image.truths.filter { $0.label == label }
      objects += truths.count { !$0.isIgnored }
      let detections = image.detections.filter { $0.label == label }
        .sorted { $0.score > $1.score }.prefix(rule.detectionsPerImage)
      let outcomes = rule.matching.outcomes(Array(detections), truths, overlap: overlap)
      for (detection, outcome) in zip(detections, outcomes) where outcome != .ignored {
        judged.append((detection.score, outcome == .right))
      }
    }
    judged.sort { $0.score > $1.score }
    return objects == 0
      ? .nan : rule.interpolation.averagePrecision(judged.map(\.isRight), objects: objects)
  }

  /// For each image the numbers of detections and truths, then label, score and box of each
  /// detection, and label, box and whether it is ignored of each truth.
  public var state: [Double] {
    get {
      var numbers: [Double] = []
      for image in images {
        numbers += [Double(image.detections.count), Double(image.truths.count)]
        for found in image.detections {
          numbers += [Double(found.label), found.score]
          numbers += found.box.numbers
        }
        for truth in image.truths {
          numbers.append(Double(truth.label))
          numbers += truth.box.numbers
          numbers.append(truth.isIgnored ? 1 : 0)
        }
      }
      return numbers
    }
    set {
      images = []
      var rest = newValue[...]
      func next() -> Double { rest.popFirst() ?? 0 }
      func whole() -> Int { Int(exactly: next()) ?? -1 }
      func box() -> BoundingBox {
        BoundingBox(minX: next(), minY: next(), maxX: next(), maxY: next())
      }
      while rest.count >= 2 {
        let (detections, truths) = (whole(), whole())
        guard 0...rest.count ~= detections, 0...rest.count ~= truths,
          6 * (detections + truths) <= rest.count
        else { break }
        let found = (0..<detections).map { _ in
          Detection(label: whole(), score: next(), box: box())
        }
        let there = (0..<truths).map { _ in
          DetectionTruth(label: whole(), box: box(), isIgnored: next() == 1)
        }
        images.append((found, there))
      }
    }
  }
}

extension BoundingBox {
  fileprivate var numbers: [Double] { [minX, minY, maxX, maxY] }
}

extension DetectionRule.Interpolation {
  /// The figure of detections, right or wrong, from the greatest score down, of which `objects`
  /// could be right.
  fileprivate func averagePrecision(_ isRight: [Bool], objects: Int) -> Double {
    var recalls: [Double] = []
    var precisions: [Double] = []
    var hits = 0
    for (place, right) in isRight.enumerated() {
      if right { hits += 1 }
      recalls.append(Double(hits) / Double(objects))
      precisions.append(Double(hits) / Double(place + 1))
    }
    for place in precisions.indices.dropLast().reversed() {
      precisions[place] = Swift.max(precisions[place], precisions[place + 1])
    }
    switch self {
    case .area:
      return recalls.indices.reduce(0) { sum, place in
        sum + (recalls[place] - (place > 0 ? recalls[place - 1] : 0)) * precisions[place]
      }
    case .points(let count):
      // The recalls are multiples of the rounded step, as the reference programs have them.
      let step = 1 / Double(count - 1)
      let levels = (0..<count).map { Double($0) * step }
      let values = levels.map { level in
        recalls.firstIndex { $0 >= level }.map { precisions[$0] } ?? 0
      }
      return values.reduce(0, +) / Double(count)
    }
  }
}
