/// The largest element in each bin of each region of interest.
///
/// Box coordinates times the scale are rounded to whole places, both ends included; along an axis a
/// region of n places has bins from ⌊i n / m⌋ to before ⌈(i + 1) n / m⌉. What lies beyond the
/// features is left out; a bin without places is 0.
///
/// - Parameters:
///   - features: [batch, height, width, channels], floating point; traps on others. NaN in a bin
///     gives NaN.
///   - boxes: [boxes, 5]: image, left, top, right, bottom. Constants: no gradient reaches them.
///     Traps where an image is not in the batch.
///   - size: rows and columns of bins.
///   - spatialScale: of coordinates of boxes to those of features: 1/16 for features of a stride
///     of 16.
/// - Returns: [boxes, rows, columns, channels].
/// - Source: Girshick 2015 (Fast R-CNN); torchvision's `roi_pool`; catalogue A10.
public func roiPooling(
  _ features: Tensor, boxes: Tensor, to size: (Int, Int), spatialScale: Double = 1
) -> Tensor {
  let grid = regions(
    features, size, spatialScale, .rounded(includesEnd: true), isPositionSensitive: false)
  return apply(RegionMax(grid: grid), [features.widest, boxes])[0].cast(to: features.dtype)
}

/// The mean over each bin of each region of interest, each bin of channels of its own.
///
/// Bins are those of ``roiPooling(_:boxes:to:spatialScale:)``, but the end of a box is not its own.
/// Bin (i, j)'s channel c is the mean of the features' channel (c · rows + i) · columns + j: there
/// are as many maps of "part (i, j) of c" as bins.
///
/// - Parameters:
///   - features: [batch, height, width, channels · rows · columns], floating point; traps on
///     others.
///   - boxes: as in ``roiPooling(_:boxes:to:spatialScale:)``.
///   - size: rows and columns of bins.
///   - spatialScale: of coordinates of boxes to those of features.
/// - Returns: [boxes, rows, columns, channels].
/// - Source: Dai et al. 2016 (R-FCN); catalogue A10. torchvision's `ps_roi_pool` leaves out the
///   features' last row and column, which its own gradient does not; here they count.
public func positionSensitiveRoIPooling(
  _ features: Tensor, boxes: Tensor, to size: (Int, Int), spatialScale: Double = 1
) -> Tensor {
  let grid = regions(
    features, size, spatialScale, .rounded(includesEnd: false), isPositionSensitive: true)
  return regionMean(features, boxes, grid)
}

func regionMean(_ features: Tensor, _ boxes: Tensor, _ grid: RegionGrid) -> Tensor {
  apply(RegionMean(grid: grid), [features.widest, boxes]).cast(to: features.dtype)
}

/// The grid of these settings, which are checked.
func regions(
  _ features: Tensor, _ size: (Int, Int), _ scale: Double, _ rule: RegionGrid.Rule,
  isPositionSensitive: Bool
) -> RegionGrid {
  require(
    features.dtype.isFloatingPoint,
    "regions of interest: \(features.type) is not floating point")
  require(
    min(size.0, size.1) > 0 && scale > 0 && scale.isFinite,
    "regions of interest: \(size) bins, a scale of \(scale); both must be positive")
  return RegionGrid(
    rows: size.0, columns: size.1, scale: scale, rule: rule,
    isPositionSensitive: isPositionSensitive)
}
