import ApusCore

/// How the outputs of a network stand for a class.
///
/// | class of 4 | ``OneHotCoding`` | ``ThermometerCoding`` | ``BinaryCoding`` |
/// |---|---|---|---|
/// | 0 | 1 0 0 0 | 1 0 0 0 | 0 0 |
/// | 1 | 0 1 0 0 | 1 1 0 0 | 0 1 |
/// | 2 | 0 0 1 0 | 1 1 1 0 | 1 0 |
/// | 3 | 0 0 0 1 | 1 1 1 1 | 1 1 |
///
/// Source: lecture S2:1637–1649 (how many outputs for ten digits?), catalogue B7.
public protocol ClassCoding: Sendable, Hashable, Codable {
  /// The number of classes.
  var classCount: Int { get }
  /// The number of outputs.
  var width: Int { get }

  /// float32 […, width] of zeros and ones for integer labels […] in 0..<classCount.
  func encode(_ labels: Tensor) -> Tensor

  /// int32 […], the class that outputs […, width] between 0 and 1 stand for.
  func decode(_ outputs: Tensor) -> Tensor
}

extension ClassCoding {
  /// `outputs` as rows of `width` numbers, and the shape of the labels; traps on another width.
  func rows(_ outputs: Tensor) -> (rows: [ArraySlice<Double>], shape: Shape) {
    let rank = outputs.rank
    require(
      rank > 0 && outputs.shape[rank - 1] == width,
      "\(Self.self): outputs \(outputs.shape); expected […, \(width)]")
    let values = outputs.doubles
    return (
      stride(from: 0, to: values.count, by: width).map { values[$0..<$0 + width] },
      outputs.shape.removing(rank - 1)
    )
  }

  /// The codes of labels from the code of each class.
  func encode(_ labels: Tensor, code: (Int) -> [Float]) -> Tensor {
    require(
      labels.dtype.isInteger, "\(Self.self): labels of \(labels.dtype); they must be integers")
    let codes = labels.doubles.flatMap { label in
      require(
        label >= 0 && label < Double(classCount),
        "\(Self.self): class \(Int(label)) of \(classCount)")
      return code(Int(label))
    }
    return Tensor(codes, shape: labels.shape.inserting(width, at: labels.rank))
  }
}
