/// What one epoch of training gave.
public struct EpochRecord: Sendable, Equatable {
  /// The epoch, from 1.
  public var epoch: Int
  /// Loss and metrics, in the order in which they are shown: `loss`, `accuracy`, `val_loss`,
  /// `val_accuracy`.
  ///
  /// Those of training are means over the epoch's examples while the weights were changing; those
  /// that begin with `val_` were computed on the validation set at its end.
  public var values: [(name: String, value: Double)]
  /// How long it took, validation included.
  public var seconds: Double

  /// An epoch's record.
  public init(epoch: Int, values: [(name: String, value: Double)], seconds: Double) {
    self.epoch = epoch
    self.values = values
    self.seconds = seconds
  }

  /// The value of that name.
  public subscript(name: String) -> Double? { values.first { $0.name == name }?.value }

  /// Whether both are equal in every part.
  public static func == (a: EpochRecord, b: EpochRecord) -> Bool {
    a.epoch == b.epoch && a.seconds == b.seconds && a.values.elementsEqual(b.values, by: ==)
  }
}

/// What training gave, epoch by epoch.
public struct History: Sendable, Equatable {
  /// One record an epoch.
  public var epochs: [EpochRecord] = []
  /// Whether training was interrupted before its last epoch ended.
  public var wasInterrupted = false
  /// The name of the callback that ended training, now or before it was resumed with the same one;
  /// nil where none did.
  public internal(set) var stoppedBy: String?

  /// A history of these epochs.
  public init(epochs: [EpochRecord] = []) { self.epochs = epochs }

  /// The curve of one value, an element an epoch that has it.
  ///
  /// ```swift
  /// let validation = history["val_accuracy"]
  /// ```
  public subscript(name: String) -> [Double] { epochs.compactMap { $0[name] } }
}
