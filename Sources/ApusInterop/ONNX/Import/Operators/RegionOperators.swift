import ApusCore
import ApusFiles
import ApusNN

extension ONNXOperator {
  /// Pooling of regions of interest.
  static let regions: [ONNXOperator] = [
    ONNXOperator("RoiAlign", 3...3) { try $0.regionMeans() },
    ONNXOperator("MaxRoiPool", 2...2) { try $0.regionMaxima() },
  ]
}

extension ONNXCall {
  /// Boxes that begin with the number of their image; throws where features or boxes have another
  /// form.
  private func boxes(_ features: Tensor, _ boxes: Tensor, images: Tensor, bins: [Int]) throws
    -> Tensor
  {
    guard bins.count == 2, bins.allSatisfy({ 1...1 << 15 ~= $0 }) else {
      throw fail("bins \(bins.prefix(4)); expected two numbers from 1 to \(1 << 15)")
    }
    let numbers = try indices(images.cast(to: .int64), below: features.shape[0])
    let wide = boxes.dtype == .float64 ? boxes : boxes.cast(to: .float32)
    return .concatenated([numbers.cast(to: wide.dtype).expandingDimension(at: 1), wide], axis: 1)
  }

  fileprivate func regionMeans() throws -> [Tensor] {
    let features = try input(0, .floats)
    guard try text("mode", default: "avg") == "avg" else {
      throw fail("mode max is not supported")
    }
    let bins = try ["output_height", "output_width"].map { try integer($0, default: 1) }
    let usual = version < 16 ? "output_half_pixel" : "half_pixel"
    let coordinates = try text("coordinate_transformation_mode", default: usual)
    guard ["half_pixel", "output_half_pixel"].contains(coordinates) else {
      throw fail("coordinates \(quoted(coordinates)) are not known")
    }
    let samples = try integer("sampling_ratio", default: 0, in: 0...1024)
    let boxes = try boxes(
      features, input(1, .floats), images: input(2, .numbers), bins: bins)
    return [
      roiAlign(
        features.channelsLast, boxes: boxes, to: (bins[0], bins[1]),
        spatialScale: try number("spatial_scale", default: 1, in: 1e-6...1e6),
        samplingRatio: samples == 0 ? nil : samples, aligned: coordinates == "half_pixel"
      ).channelsFirst
    ]
  }

  fileprivate func regionMaxima() throws -> [Tensor] {
    let features = try input(0, .floats), named = try input(1, .floats)
    let bins = try integers("pooled_shape") ?? []
    let boxes = try boxes(
      features, named.sliced(axis: 1, from: 1),
      images: named.sliced(axis: 1, from: 0, to: 1).squeezed(axis: 1), bins: bins)
    return [
      roiPooling(
        features.channelsLast, boxes: boxes, to: (bins[0], bins[1]),
        spatialScale: try number("spatial_scale", default: 1, in: 1e-6...1e6)
      ).channelsFirst
    ]
  }
}
