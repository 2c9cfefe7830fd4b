/// How detections are judged: which of them count as right, and how precision and recall become one
/// figure.
///
/// Of an image and a class, detections are taken from the greatest score down. A truth may be
/// marked as to be ignored (VOC: difficult; COCO: a crowd); a detection that goes to such a one
/// counts neither way.
public struct DetectionRule: Sendable, Hashable {
  /// Which truth a detection goes to.
  public enum Matching: Sendable, Hashable {
    /// VOC: the truth that it overlaps most, the first of equals. It is wrong if the overlap is
    /// below the threshold or the truth is taken already.
    case best
    /// COCO: of the truths that are still free and overlap enough the one that it overlaps most,
    /// the last of equals, those to be ignored only if there is no other. Crowds may be taken any
    /// number of times; their overlap is the share of the detection that lies in them.
    case bestFree
  }

  /// How the curve of precision over recall becomes one figure. Precision at a recall is the
  /// greatest at that recall or above, 0 beyond the last.
  public enum Interpolation: Sendable, Hashable {
    /// The mean at so many recalls, evenly from 0 to 1.
    case points(Int)
    /// The area under the curve.
    case area
  }

  /// Which truth a detection goes to.
  public var matching: Matching
  /// How the curve becomes one figure.
  public var interpolation: Interpolation
  /// The intersections over union from which on a detection is right; the figure is the mean over
  /// them.
  public var overlaps: [Double]
  /// How many detections of an image and a class count, from the greatest score down.
  public var detectionsPerImage: Int

  /// A rule of these parts.
  public init(
    matching: Matching, interpolation: Interpolation, overlaps: [Double] = [0.5],
    detectionsPerImage: Int = .max
  ) {
    self.matching = matching
    self.interpolation = interpolation
    self.overlaps = overlaps
    self.detectionsPerImage = detectionsPerImage
  }

  /// PASCAL VOC until 2009: eleven points at an overlap of ½. Source: Everingham et al. 2010.
  public static let voc2007 = DetectionRule(matching: .best, interpolation: .points(11))

  /// PASCAL VOC from 2010 on: the area at an overlap of ½.
  public static let voc2010 = DetectionRule(matching: .best, interpolation: .area)

  /// COCO's AP: 101 points, the mean over the overlaps 0.5, 0.55, …, 0.95, 100 detections. Source:
  /// Lin et al. 2014; pycocotools.
  public static let coco = DetectionRule(
    matching: .bestFree, interpolation: .points(101),
    overlaps: (0..<10).map { (step: Int) -> Double in 0.5 + Double(step) * ((0.95 - 0.5) / 9) },
    detectionsPerImage: 100)
}
