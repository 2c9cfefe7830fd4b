import ApusCore

/// Connectionist temporal classification: −ln of the probability that a sequence of frames spells a
/// label sequence, summed over all alignments; the mean over all sequences.
///
/// Frames emit a class or a blank; equal neighbours merge and blanks vanish (`-T-a-k` spells Tak).
/// With the labels interleaved with blanks, l′ = (–, l₁, –, l₂, …, –), the forward algorithm sums
/// the probability α of all paths that have come to place s after frame t:
///
///     α(t, s) = (α(t−1, s) + α(t−1, s−1) + [l′ₛ ≠ –, l′ₛ ≠ l′ₛ₋₂] α(t−1, s−2)) p(t, l′ₛ)
///
/// all of it in logarithms, so that nothing underflows. Infinite, with gradient 0, where no
/// alignment exists.
///
/// - Parameters:
///   - prediction: logits, [batch, frames, classes].
///   - target: labels, [batch, length], integer, below the number of classes; `blank` after a
///     shorter sequence's end.
///   - inputLengths: the number of frames of each sequence, [batch], integer; nil where all have
///     `frames`.
///   - labelLengths: the number of labels of each, [batch], integer; nil counts those before the
///     first `blank`.
///   - blank: the class that stands for no label.
///   - sampleWeights: a factor before each sequence's loss.
///   - reduction: of the sequences' losses.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Graves et al. 2006; Keras 3 `CTC`; lecture S0, speech recognition.
public func ctc(
  _ prediction: Tensor, _ target: Tensor, inputLengths: Tensor? = nil, labelLengths: Tensor? = nil,
  blank: Int = 0, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  require(
    prediction.rank == 3 && target.rank == 2 && prediction.shape[0] == target.shape[0]
      && prediction.shape[1] > 0,
    """
    ctc: logits \(prediction.shape) and labels \(target.shape); they must be [batch, frames, \
    classes] and [batch, length]
    """
  )
  require(
    0..<prediction.shape[2] ~= blank,
    "ctc: blank \(blank) among \(prediction.shape[2]) classes")
  let (batch, frames, length) = (prediction.shape[0], prediction.shape[1], target.shape[1])
  let places = 2 * length + 1
  let labels = target.cast(to: .int32)
  let blanks = Tensor(repeating: Double(blank), [batch, length, 1], dtype: .int32)
  let spelled = Tensor.concatenated([blanks, labels.reshaped(to: [batch, length, 1])], axis: 2)
    .reshaped(to: [batch, 2 * length])
    .padded(axis: 1, after: 1, mode: .constant(Double(blank)))

  // ln p(t, l′ₛ), [batch, frames, places].
  let index = spelled.reshaped(to: [batch, 1, places]).broadcast(to: [batch, frames, places])
  let emitted = logSoftmax(prediction, axis: -1).gathered(alongAxis: 2, at: index)

  // A step over one place is allowed to a label that differs from the one before.
  let dtype = prediction.dtype
  let mayJump = (spelled .!= Double(blank)) .& (spelled .!= shifted(spelled, by: 2, Double(blank)))
  let jump = (1 - mayJump.cast(to: dtype)) * impossible

  let isFirst = Tensor((0..<places).map { $0 < 2 ? 0 : impossible }, shape: [1, places])
  var forward = frame(0, of: emitted) + isFirst.cast(to: dtype)
  let lastFrame = inputLengths?.cast(to: .int32).reshaped(to: [batch, 1])
  for t in 1..<max(frames, 1) {
    let paths = Tensor.stacked(
      [
        forward, shifted(forward, by: 1, impossible), shifted(forward, by: 2, impossible) + jump,
      ], axis: 0)
    let next = paths.logSumExp(axes: [0]) + frame(t, of: emitted)
    forward = lastFrame.map { select($0 .> Double(t), next, forward) } ?? next
  }

  // Paths end at the last label or the blank after it.
  let isLabel = (labels .!= Double(blank)).cast(to: .int32)
  let counted = isLabel.cumulativeSum(axis: 1)
  let upTo = Tensor.range(1, Double(length) + 1, dtype: .int32)
  let count =
    (labelLengths?.cast(to: .int32).reshaped(to: [batch, 1]))
    ?? (counted .== upTo).cast(to: .int32).sum(axis: 1, keepDimensions: true).cast(to: .int32)
  let isEnd =
    (Tensor.range(0, Double(places), dtype: .int32) .>= count * 2 - 1)
    .& (Tensor.range(0, Double(places), dtype: .int32) .<= count * 2)
  let ends = forward + (1 - isEnd.cast(to: dtype)) * impossible
  let losses = -ends.logSumExp(axes: [1])
  let possible = select(losses .> -0.5 * impossible, .infinity, losses)
  return possible.reduced(by: reduction, weights: sampleWeights)
}

/// The logarithm of a probability of 0, for sums of logarithms that stay finite.
private let impossible = -1e30

/// Each row moved `count` places to the right, `value` before it.
private func shifted(_ rows: Tensor, by count: Int, _ value: Double) -> Tensor {
  let places = rows.shape[1]
  if count >= places { return rows.filledLike(value) }
  return rows.sliced(axis: 1, from: 0, to: places - count)
    .padded(axis: 1, before: count, mode: .constant(value))
}

/// What frame t emits, [batch, places].
private func frame(_ t: Int, of emitted: Tensor) -> Tensor {
  emitted.sliced(axis: 1, from: t, to: t + 1).squeezed(axis: 1)
}

extension Loss {
  /// See ``ApusNN/ctc(_:_:inputLengths:labelLengths:blank:sampleWeights:reduction:)``.
  public static func ctc(blank: Int = 0, reduction: Reduction = .mean) -> Loss {
    Loss(library: "ctc", ["blank": .integer(blank)], reduction: reduction, reading: .logits) {
      ApusNN.ctc($0, $1, blank: blank, sampleWeights: $2, reduction: $3)
    }
  }

  static let ctcEntry = LossEntry(
    "ctc", "CTC: −ln Σ over alignments of Πₜ p(t, label or blank)"
  ) {
    .ctc(
      blank: try $0.integer("blank", in: 0...Options.largestSize, default: 0), reduction: $1)
  }
}
