import CApusKernels

/// Where boxes lie and how their bins weigh places: what kernels of regions need beside the
/// elements.
private struct RegionTables: Sendable {
  /// What the tables depend on.
  struct Key: Hashable {
    let grid: RegionGrid
    let features: Shape
    let boxes: [Double]
    let weighs: Bool
  }

  /// The way back finds the tables that the way there has made.
  static let known = TableCache<Key, RegionTables>(capacity: 8) {
    // Of the key: five coordinates of each box.
    $0.images.count * (4 + 5 * 8) + $0.rows.byteCount + $0.columns.byteCount
  }

  /// The image of each box.
  var images: [Int32] = []
  var rows: BandedMatrix
  var columns: BandedMatrix

  init(_ key: Key) {
    let (grid, features, boxes) = (key.grid, key.features, key.boxes)
    rows = BandedMatrix(columns: features[1])
    columns = BandedMatrix(columns: features[2])
    for first in stride(from: 0, to: boxes.count, by: 5) {
      let image = Int32(exactly: boxes[first]) ?? -1
      require(
        image >= 0 && image < features[0],
        "regions of interest: box \(first / 5) is in image \(boxes[first]), of \(features[0])")
      images.append(image)
      guard key.weighs else { continue }
      grid.append(grid.rows, from: boxes[first + 2], to: boxes[first + 4], to: &rows)
      grid.append(grid.columns, from: boxes[first + 1], to: boxes[first + 3], to: &columns)
    }
    // The kernels take a null pointer for regions that are whole images.
    if images.isEmpty { images.append(0) }
  }
}

extension RegionGrid {
  /// Calls `body` with the boxes' bins as kernels see them, the weights in the element type
  /// `dtype`.
  ///
  /// - Parameters:
  ///   - features: [batch, height, width, channels].
  ///   - weighs: whether weights are wanted; without them kernels learn only in which image each
  ///     box lies.
  fileprivate func withRegions(
    _ boxes: Tensor, features: Shape, _ dtype: DType, weighs: Bool = true,
    _ body: (UnsafePointer<apus_resampling>) -> Void
  ) {
    let key = RegionTables.Key(
      grid: self, features: features, boxes: boxes.doubles, weighs: weighs)
    let tables = RegionTables.known.table(for: key) { RegionTables(key) }
    let channels = isPositionSensitive ? features[3] / (rows * columns) : features[3]
    tables.images.withUnsafeBufferPointer { images in
      tables.rows.withBand(dtype) { ofRows in
        tables.columns.withBand(dtype) { ofColumns in
          var shape = apus_resampling(
            images: Int64(features[0]), height: Int64(features[1]), width: Int64(features[2]),
            channels: Int64(features[3]), regions: Int64(boxes.shape[0]), out_height: Int64(rows),
            out_width: Int64(columns), out_channels: Int64(channels), image: images.baseAddress,
            rows: ofRows, columns: ofColumns)
          body(&shape)
        }
      }
    }
  }
}

extension RegionMean {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    if output.elementCount == 0 { return }
    let x = inputs[0]
    grid.withRegions(inputs[1], features: x.shape, output.dtype) { shape in
      apus_resample(output.dtype.kernelType, shape, x.pointer, output.pointer)
    }
  }
}

extension RegionMeanGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    if output.elementCount == 0 { return }
    let dy = inputs[0]
    grid.withRegions(inputs[1], features: features, output.dtype) { shape in
      apus_resample_gradient(output.dtype.kernelType, shape, dy.pointer, output.pointer)
    }
  }
}

extension RegionMax {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let x = inputs[0]
    let y = outputs[0]
    if y.elementCount == 0 { return }
    let indices = outputs[1].pointer(to: Int32.self)
    grid.withRegions(inputs[1], features: x.shape, y.dtype) { shape in
      apus_region_max(y.dtype.kernelType, shape, x.pointer, y.pointer, indices)
    }
  }
}

extension RegionMaxScatter {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    if output.elementCount == 0 { return }
    let dy = inputs[0]
    let indices = inputs[1].pointer(to: Int32.self)
    grid.withRegions(inputs[2], features: features, output.dtype, weighs: false) { shape in
      apus_region_max_gradient(output.dtype.kernelType, shape, dy.pointer, indices, output.pointer)
    }
  }
}

extension RegionMaxGather {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    if output.elementCount == 0 { return }
    let x = inputs[0]
    let indices = inputs[1].pointer(to: Int32.self)
    grid.withRegions(inputs[2], features: x.shape, output.dtype, weighs: false) { shape in
      apus_region_max_gather(output.dtype.kernelType, shape, x.pointer, indices, output.pointer)
    }
  }
}
