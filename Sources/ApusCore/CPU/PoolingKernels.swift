import CApusKernels

extension Window2D {
  fileprivate func pooling(over input: Shape) -> apus_pool2d {
    let place = trapping(try placement(over: input, in: "pooling"))
    return apus_pool2d(
      batch: Int64(input[0]), height: Int64(input[1]), width: Int64(input[2]),
      channels: Int64(input[3]), window_height: Int64(rows.size), window_width: Int64(columns.size),
      out_height: Int64(place.rows.count), out_width: Int64(place.columns.count),
      stride_height: Int64(rows.stride), stride_width: Int64(columns.stride),
      pad_top: Int64(place.rows.before), pad_left: Int64(place.columns.before))
  }
}

extension PoolingWindows {
  fileprivate func pooling(over input: Shape) -> apus_pool2d {
    switch self {
    case .sliding(let window): return window.pooling(over: input)
    case .dividing(let rows, let columns):
      // Windows that do not overlap are sliding ones, which are quicker.
      if input[1] % rows == 0, input[2] % columns == 0 {
        let size = (input[1] / rows, input[2] / columns)
        return Window2D(size, strides: size).pooling(over: input)
      }
      return apus_pool2d(
        batch: Int64(input[0]), height: Int64(input[1]), width: Int64(input[2]),
        channels: Int64(input[3]), window_height: 0, window_width: 0, out_height: Int64(rows),
        out_width: Int64(columns), stride_height: 0, stride_width: 0, pad_top: 0, pad_left: 0)
    }
  }
}

extension MaxPooling2DPrimitive {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    var shape = windows.pooling(over: inputs[0].shape)
    let indices = outputs[1].pointer(to: Int32.self)
    apus_max_pool2d(
      inputs[0].dtype.kernelType, &shape, inputs[0].pointer, outputs[0].pointer, indices)
  }
}

extension MaxPooling2DScatter {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    var shape = windows.pooling(over: inputShape)
    let indices = inputs[1].pointer(to: Int32.self)
    apus_max_pool2d_gradient(
      output.dtype.kernelType, &shape, inputs[0].pointer, indices, output.pointer)
  }
}

extension MaxPooling2DGather {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    var shape = windows.pooling(over: inputs[0].shape)
    let indices = inputs[1].pointer(to: Int32.self)
    apus_max_pool2d_gather(
      output.dtype.kernelType, &shape, inputs[0].pointer, indices, output.pointer)
  }
}

extension AveragePooling2DPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    var shape = windows.pooling(over: inputs[0].shape)
    let counts: Int32 = countsPadding ? 1 : 0
    apus_average_pool2d(output.dtype.kernelType, &shape, counts, inputs[0].pointer, output.pointer)
  }
}

extension AveragePooling2DGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    var shape = windows.pooling(over: inputShape)
    let counts: Int32 = countsPadding ? 1 : 0
    apus_average_pool2d_gradient(
      output.dtype.kernelType, &shape, counts, inputs[0].pointer, output.pointer)
  }
}
