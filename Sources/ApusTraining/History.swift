import Foundation

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

extension EpochRecord: CustomStringConvertible {
  /// The epoch and its values, as in `epoch 3: loss 0.1250, val_loss 0.2000`.
  public var description: String { "epoch \(epoch): \(described(values))" }
}

extension History: CustomStringConvertible {
  /// A line for each epoch; of more than twenty, the first three and the last ones.
  public var description: String {
    guard !epochs.isEmpty else { return "no epochs" }
    let lines = epochs.map(\.description)
    return (lines.count <= 20 ? lines : lines.prefix(3) + ["…"] + lines.suffix(16))
      .joined(separator: "\n")
  }
}

/// Names and values in a line, with four decimals or significant digits.
func described(_ values: [(name: String, value: Double)]) -> String {
  values.map { name, value in
    let isPlain = value == 0 || (1e-3..<1e6).contains(abs(value))
    return "\(name) \(String(format: isPlain ? "%.4f" : "%.4g", value))"
  }.joined(separator: ", ")
}
