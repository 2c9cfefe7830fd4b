import ApusCore

/// Where a learner's batches come from: a data set's loader, a stream, a replay buffer, an
/// environment.
///
/// A source stands at a place, the next batch of an epoch, and can be put back there when training
/// resumes.
public protocol Source: AnyObject {
  /// What a batch's inputs are.
  var inputs: [Field] { get }
  /// What a batch's targets are.
  var targets: [Field] { get }
  /// The number of examples; nil where it is not known.
  var exampleCount: Int? { get }
  /// Examples in a batch; nil where that varies or is not known.
  var batchSize: Int? { get }
  /// The number of batches of every epoch; nil where epochs differ or it is not known.
  var batchesPerEpoch: Int? { get }
  /// How the source finds back to a place.
  var resumption: Resumption { get }

  /// The number of batches of an epoch; nil where it is not known: then an epoch ends with the
  /// source, or after the steps that training was told.
  func batchCount(epoch: Int) -> Int?

  /// Goes to batch number `batch` of an epoch.
  ///
  /// - Throws: where an example cannot be read, or the place is gone.
  func begin(epoch: Int, batch: Int) throws

  /// The next batch; nil at the end of the epoch.
  ///
  /// - Throws: where an example cannot be read.
  func next() throws -> Batch?

  /// What else must be kept to go on from the last batch that was used; nothing for sources that
  /// can seek.
  var state: SavedState { get set }

  /// The same source with batches of another size, for a stage of training; nil, as by default,
  /// where it has only its own.
  func withBatchSize(_ size: Int) -> (any Source)?
}

/// How a source finds back to the place where training was interrupted.
public enum Resumption: Sendable, Hashable {
  /// It goes to any batch at once.
  case seeks
  /// It reads again what came before.
  case replays
  /// It keeps all it needs in its state.
  case keepsState
  /// It cannot, for this reason, as in "a pipe can be read only once".
  case impossible(String)
}

extension Source {
  /// Not known.
  public var exampleCount: Int? { nil }
  /// Not known.
  public var batchSize: Int? { nil }
  /// Not known.
  public var batchesPerEpoch: Int? { nil }
  /// As many as in every epoch.
  public func batchCount(epoch: Int) -> Int? { batchesPerEpoch }
  /// Nothing.
  public var state: SavedState {
    get { SavedState() }
    set {}
  }
  /// No targets.
  public var targets: [Field] { [] }
  /// Nil.
  public func withBatchSize(_ size: Int) -> (any Source)? { nil }
}

/// A data set's batches as a source.
public final class LoaderSource: Source {
  /// What makes the batches.
  public let loader: DataLoader
  private var stream: BatchStream?
  private let epochOffset: Int

  /// The batches of `loader`.
  ///
  /// - Parameter epochOffset: how many epochs of the loader came before epoch 0.
  public init(_ loader: DataLoader, epochOffset: Int = 0) {
    self.loader = loader
    self.epochOffset = epochOffset
  }

  /// The data set's inputs.
  public var inputs: [Field] { loader.dataset.inputs }
  /// The data set's targets.
  public var targets: [Field] { loader.dataset.targets }
  /// The data set's size.
  public var exampleCount: Int? { loader.dataset.count }
  /// The loader's.
  public var batchSize: Int? { loader.batchSize }
  /// The loader's.
  public var batchesPerEpoch: Int? { loader.plan.batchesPerEpoch }
  /// It seeks.
  public var resumption: Resumption { .seeks }

  /// As many as the loader's plan has.
  public func batchCount(epoch: Int) -> Int? {
    loader.plan.batchCount(epoch: epochOffset + epoch)
  }

  /// Goes to a batch of an epoch.
  public func begin(epoch: Int, batch: Int) {
    stream = loader.batches(epoch: epochOffset + epoch, from: batch)
  }

  /// The next batch of the epoch.
  public func next() throws -> Batch? { try stream?.next() }

  /// The same examples in the same order, `size` a batch; nil where the loader's plan has batches
  /// of its own kind.
  public func withBatchSize(_ size: Int) -> (any Source)? {
    loader.plan.withBatchSize(size).map {
      LoaderSource(DataLoader(loader.dataset, plan: $0), epochOffset: epochOffset)
    }
  }
}
