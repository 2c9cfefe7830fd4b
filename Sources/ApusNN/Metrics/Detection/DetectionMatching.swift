/// An object that a network says it sees.
public struct Detection: Sendable, Hashable {
  /// The class.
  public var label: Int
  /// How sure the network is.
  public var score: Double
  /// Where the object is.
  public var box: BoundingBox

  /// A detection.
  public init(label: Int, score: Double, box: BoundingBox) {
    self.label = label
    self.score = score
    self.box = box
  }
}

/// An object that is there.
public struct DetectionTruth: Sendable, Hashable {
  /// The class.
  public var label: Int
  /// Where the object is.
  public var box: BoundingBox
  /// Whether it does not matter if the object is found: VOC's difficult ones, COCO's crowds.
  public var isIgnored: Bool

  /// A true object.
  public init(label: Int, box: BoundingBox, isIgnored: Bool = false) {
    self.label = label
    self.box = box
    self.isIgnored = isIgnored
  }
}

/// What a detection turned out to be.
enum DetectionOutcome { case right, wrong, ignored }

extension DetectionRule.Matching {
  /// What the detections of one image and class, from the greatest score down, turn out to be.
  func outcomes(
    _ detections: [Detection], _ truths: [DetectionTruth], overlap: Double
  ) -> [DetectionOutcome] {
    let truths = truths.filter { !$0.isIgnored } + truths.filter(\.isIgnored)
    var isTaken = [Bool](repeating: false, count: truths.count)
    return detections.map { detection in
      let place = self.place(detection.box, truths, isTaken, overlap)
      guard let place else { return .wrong }
      if truths[place].isIgnored { return .ignored }
      defer { isTaken[place] = true }
      return isTaken[place] ? .wrong : .right
    }
  }

  /// Where the truth is that a detection goes to.
  private func place(
    _ box: BoundingBox, _ truths: [DetectionTruth], _ isTaken: [Bool], _ overlap: Double
  ) -> Int? {
    var found: Int?
    switch self {
    case .best:
      var greatest = -1.0
      for (place, truth) in truths.enumerated() {
        let common = box.intersectionOverUnion(truth.box)
        if common > greatest { (greatest, found) = (common, place) }
      }
      return greatest >= overlap ? found : nil
    case .bestFree:
      var greatest = Swift.min(overlap, 1 - 1e-10)
      for (place, truth) in truths.enumerated() where !isTaken[place] {
        if let found, !truths[found].isIgnored, truth.isIgnored { break }
        let common =
          truth.isIgnored
          ? box.intersection(truth.box).area / box.area : box.intersectionOverUnion(truth.box)
        if common >= greatest { (greatest, found) = (common, place) }
      }
      return found
    }
  }
}
