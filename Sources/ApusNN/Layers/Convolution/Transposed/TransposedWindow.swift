import ApusCore

extension ConvolutionLayer {
  /// The extents of a transposed convolution's output for an input of these; throws where nothing
  /// would be left.
  func checkedOutputs(_ inputs: [Shape], _ extents: [Int], added: [Int]?) throws -> [Int] {
    var outputs: [Int] = []
    for (axis, padding) in window.padding.perAxis.enumerated() {
      if case .explicit(let before, let after) = padding {
        guard 0...Options.largestSize ~= before, 0...Options.largestSize ~= after else {
          throw impossible(
            inputs, "cannot be padded by \(before) and \(after); 0 to \(Options.largestSize)")
        }
      }
      let output: SlidingWindow.Placement
      do {
        output = try window.along(axis).transposed(
          over: extents[axis], padding: padding, added: added?[axis])
      } catch { throw impossible(inputs, "\(error)") }
      guard output.count > 0 else { throw impossible(inputs, "leaves no output") }
      outputs.append(output.count)
    }
    return outputs
  }
}

extension Options {
  /// What a transposed convolution adds at the end of each axis; nil where it is missing.
  mutating func outputPadding<Padding: WindowPadding>(
    _ window: ConvolutionWindow<Padding>
  ) throws -> [Int]? {
    if window.padding.perAxis.contains(.causal) {
      throw ConfigurationError(.invalidOption, "\(owner): it has no causal padding")
    }
    guard value("outputPadding") != nil else { return nil }
    let added = try integers(
      "outputPadding", count: window.rank...window.rank, in: 0...Options.largestSize)
    for (amount, stride) in zip(added, window.strides) where amount >= stride {
      throw ConfigurationError(
        .invalidOption,
        "\(owner): outputPadding \(amount) with a stride of \(stride); it must be below the stride")
    }
    return added
  }
}
