import CApusKernels

extension Window2D {
  fileprivate func kernelShape(input: Shape, filter: Shape, groups: Int) -> apus_conv2d {
    let place = trapping(try placement(over: input, in: "convolution"))
    return apus_conv2d(
      batch: Int64(input[0]), height: Int64(input[1]), width: Int64(input[2]),
      channels: Int64(input[3]), filter_height: Int64(rows.size), filter_width: Int64(columns.size),
      filters: Int64(filter[3]), out_height: Int64(place.rows.count),
      out_width: Int64(place.columns.count), stride_height: Int64(rows.stride),
      stride_width: Int64(columns.stride), pad_top: Int64(place.rows.before),
      pad_left: Int64(place.columns.before),
      pad_bottom: Int64(place.rows.after), pad_right: Int64(place.columns.after),
      dilation_height: Int64(rows.dilation), dilation_width: Int64(columns.dilation),
      groups: Int64(groups))
  }
}

private func check(_ status: Int32) {
  if status != 0 { trap("convolution: \(String(cString: apus_conv2d_error()))") }
}

extension Convolution2D {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    ProductPrecision.multiplying(inputs) { convolve($0, into: output) }
  }

  private func convolve(_ inputs: [Tensor], into output: Tensor) {
    let (x, filter) = (inputs[0], inputs[1])
    var shape = window.kernelShape(input: x.shape, filter: filter.shape, groups: groups)
    check(
      apus_conv2d_forward(
        x.dtype.kernelType, &shape, x.pointer, filter.pointer,
        inputs.count > 2 ? inputs[2].pointer : nil, activation.kernel, output.pointer))
  }
}

extension Convolution2DTranspose {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    ProductPrecision.multiplying(inputs) { convolve($0, into: output) }
  }

  private func convolve(_ inputs: [Tensor], into output: Tensor) {
    let (dy, filter) = (inputs[0], inputs[1])
    var shape = window.kernelShape(input: outputShape, filter: filter.shape, groups: groups)
    check(
      apus_conv2d_input_gradient(
        dy.dtype.kernelType, &shape, dy.pointer, filter.pointer,
        inputs.count > 2 ? inputs[2].pointer : nil, activation.kernel, output.pointer))
  }
}

extension Convolution2DFilterGradient {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    ProductPrecision.multiplying(inputs) { convolve($0, into: outputs) }
  }

  private func convolve(_ inputs: [Tensor], into outputs: [Tensor]) {
    let (x, dy) = (inputs[0], inputs[1])
    var shape = window.kernelShape(input: x.shape, filter: filterShape, groups: groups)
    check(
      apus_conv2d_filter_gradient(
        dy.dtype.kernelType, &shape, x.pointer, dy.pointer, outputs[0].pointer, outputs[1].pointer))
  }
}
