import ApusCore
import ApusFiles

/// Batches of a stream that has no known length and no random access: lines of a file that is never
/// read whole, what a generator makes, what a device sends.
///
/// ```swift
/// let numbers = StreamSource(inputs: [Field("x", [1])], targets: [Field("y", [1])]) { epoch in
///   let generator = RandomGenerator(seed: UInt64(epoch))
///   var left = 100
///   return {
///     guard left > 0 else { return nil }
///     left -= 1
///     let x = Tensor.randomNormal([32, 1], generator: generator)
///     return Batch(inputs: ["x": x], targets: ["y": x * x])
///   }
/// }
/// ```
///
/// An epoch is over when the stream ends, or after the steps that training was told. Training that
/// resumes within an epoch reads again what came before, so that the closure must give the same
/// batches for the same epoch; where it cannot, say why with ``Resumption/impossible(_:)``.
public final class StreamSource: Source {
  /// What goes into a network.
  public let inputs: [Field]
  /// What is to come out of it.
  public let targets: [Field]
  /// How it finds back to a place: by reading again, if not stated otherwise.
  public let resumption: Resumption
  /// The number of batches of each epoch; nil where it is not known.
  private let count: Int?
  private let open: (_ epoch: Int) throws -> () throws -> Batch?
  private var read: (() throws -> Batch?)?

  /// A stream.
  ///
  /// - Parameters:
  ///   - inputs: what a batch's inputs are.
  ///   - targets: what its targets are.
  ///   - batchCount: how many batches an epoch has, where that is known.
  ///   - resumption: how it finds back to a place.
  ///   - open: begins an epoch: gives a closure that gives its batches one after another, then nil.
  public init(
    inputs: [Field], targets: [Field] = [], batchCount: Int? = nil,
    resumption: Resumption = .replays,
    _ open: @escaping (_ epoch: Int) throws -> () throws -> Batch?
  ) {
    self.inputs = inputs
    self.targets = targets
    self.resumption = resumption
    count = batchCount
    self.open = open
  }

  /// As stated; nil where it is not known.
  public func batchCount(epoch: Int) -> Int? { count }

  /// Begins an epoch and reads what comes before a batch.
  ///
  /// - Throws: what the stream throws, and ``DataError`` where it ends before that batch.
  public func begin(epoch: Int, batch: Int) throws {
    if batch > 0, case .impossible(let reason) = resumption {
      throw DataError(
        .unsuitable, "the stream", "cannot be resumed within an epoch: \(reason)",
        advice: "begin the epoch again")
    }
    let read = try open(epoch)
    for number in 0..<batch where try read() == nil {
      throw DataError(
        .truncated, "the stream", "ended after \(number) batches where \(batch) had been read",
        advice: "make it give the same batches for the same epoch")
    }
    self.read = read
  }

  /// The next batch; nil at the end of the epoch.
  public func next() throws -> Batch? { try read?() }
}
