/// The mean over each bin of each region of interest, of values interpolated between places, so
/// that no coordinate is rounded.
///
/// A box is divided into equal bins; each is the mean of samplingRatio² values at evenly spaced
/// points, each of them found on straight lines between the four places around it. Up to one place
/// beyond the features' border a value is the border's, further out 0.
///
/// - Parameters:
///   - features: [batch, height, width, channels], floating point; traps on others.
///   - boxes: [boxes, 5]: image, left, top, right, bottom. Constants: no gradient reaches them.
///     Traps where an image is not in the batch.
///   - size: rows and columns of bins.
///   - spatialScale: of coordinates of boxes to those of features: 1/16 for features of a stride
///     of 16.
///   - samplingRatio: values a side; as many as the bin is long, rounded up, where nil.
///   - aligned: whether places are centres of cells: coordinates are moved by −½ after scaling.
///     Otherwise, as at first, they are not, and a region is at least one place high and wide.
/// - Returns: [boxes, rows, columns, channels].
/// - Source: He et al. 2017 (Mask R-CNN); torchvision's `roi_align`, defaults included; catalogue
///   A10.
public func roiAlign(
  _ features: Tensor, boxes: Tensor, to size: (Int, Int), spatialScale: Double = 1,
  samplingRatio: Int? = nil, aligned: Bool = false
) -> Tensor {
  let rule = sampled(samplingRatio, halfPixel: aligned)
  return regionMean(
    features, boxes, regions(features, size, spatialScale, rule, isPositionSensitive: false))
}

/// ``roiAlign(_:boxes:to:spatialScale:samplingRatio:aligned:)``, aligned, with channels of its own
/// for each bin: bin (i, j)'s channel c is a mean of the features' channel (c · rows + i) ·
/// columns + j.
///
/// - Parameters:
///   - features: [batch, height, width, channels · rows · columns], floating point; traps on
///     others.
///   - boxes: [boxes, 5]: image, left, top, right, bottom, as there.
///   - size: rows and columns of bins.
///   - spatialScale: of coordinates of boxes to those of features.
///   - samplingRatio: values a side; as many as the bin is long, rounded up, where nil.
/// - Returns: [boxes, rows, columns, channels].
/// - Source: Li et al. 2018 (Light-Head R-CNN); torchvision's `ps_roi_align`; catalogue A10.
public func positionSensitiveRoIAlign(
  _ features: Tensor, boxes: Tensor, to size: (Int, Int), spatialScale: Double = 1,
  samplingRatio: Int? = nil
) -> Tensor {
  let rule = sampled(samplingRatio, halfPixel: true)
  return regionMean(
    features, boxes, regions(features, size, spatialScale, rule, isPositionSensitive: true))
}

private func sampled(_ ratio: Int?, halfPixel: Bool) -> RegionGrid.Rule {
  require((ratio ?? 1) > 0, "roiAlign: a sampling ratio of \(ratio ?? 0); it must be at least 1")
  return .sampled(samples: ratio, halfPixel: halfPixel)
}
