import ApusCore
import ApusNN
import Foundation

/// Writes event files that TensorBoard shows: loss, metrics and learning rate after every epoch, and histograms of the
/// parameters.
///
/// ```swift
/// .tensorBoard("logs", histogramEvery: 1)    // then: tensorboard --logdir logs
/// ```
///
/// As Keras does, values of training go into the folder `train` and those of validation into `validation`, under the same
/// names (`epoch_loss`), epochs counted from 0. A resumed run goes on behind its last checkpoint. Source: Keras 3
/// `TensorBoard`; lecture S0, watching training.
public final class TensorBoard: Callback {
  /// The folder, inside the run's folder where there is one and the path is relative.
  public let folder: String
  /// Epochs between histograms of all parameters; 0 for none.
  public let histogramEvery: Int
  private var train: LogFile?
  private var validation: LogFile?
  private var kept: CallbackState?

  /// Event files in `folder`; traps where `histogramEvery` is below 0.
  public init(_ folder: String = "logs", histogramEvery: Int = 0) {
    require(
      histogramEvery >= 0, "TensorBoard: histograms every \(histogramEvery) epochs; 0 or more")
    self.folder = folder
    self.histogramEvery = histogramEvery
  }

  /// Opens the files.
  public func trainingBegins(_ context: TrainingContext, from state: CallbackState?) throws {
    kept = state
    train = try open("train", context)
    validation = state?.count("validation") == nil ? nil : try open("validation", context)
  }

  /// Writes the epoch's values.
  public func epochEnds(_ context: TrainingContext) throws {
    guard let train else { return }
    let epoch = context.epoch - 1
    for (name, value) in context.logs {
      if name.hasPrefix("val_") {
        let file = try validation ?? open("validation", context)
        validation = file
        try write(.scalar("epoch_" + name.dropFirst(4), value), epoch, to: file)
      } else {
        try write(.scalar("epoch_" + name, value), epoch, to: train)
      }
    }
    try write(.scalar("epoch_learning_rate", context.optimizer.learningRate), epoch, to: train)
    guard histogramEvery > 0, epoch % histogramEvery == 0 else { return }
    for (name, parameter) in context.model.namedParameters {
      if let histogram = EventRecord.Histogram(parameter.wrappedValue.doubles) {
        try write(.histogram(name, histogram), epoch, to: train)
      }
    }
  }

  /// Closes the files.
  public func trainingEnds(_ context: TrainingContext) {
    train = nil
    validation = nil
  }

  /// The files' lengths.
  public var state: CallbackState {
    var state = CallbackState()
    if let train { state["train"] = [Double(train.length)] }
    if let validation { state["validation"] = [Double(validation.length)] }
    return state
  }

  private func open(_ part: String, _ context: TrainingContext) throws -> LogFile {
    // TensorBoard looks for "tfevents" in the name.
    let path = "\(folder)/\(part)/events.out.tfevents.1.apus"
    let file = try LogFile(context.file(path), keeping: kept?.count(part) ?? 0)
    if file.length == 0 { try write(.version, 0, to: file) }
    return file
  }

  private func write(_ content: EventRecord.Content, _ step: Int, to file: LogFile) throws {
    let time = Date().timeIntervalSince1970
    try file.append(EventRecord(time: time, step: step, content: content).bytes)
  }
}

extension Callback where Self == TensorBoard {
  /// Writes event files that TensorBoard shows.
  public static func tensorBoard(
    _ folder: String = "logs", histogramEvery: Int = 0
  ) -> TensorBoard {
    TensorBoard(folder, histogramEvery: histogramEvery)
  }
}

extension CallbackKind {
  static var tensorBoard: Self {
    Self("TensorBoard", "writes event files for tensorboard --logdir") { options in
      TensorBoard(
        try options.text("folder") ?? "logs",
        histogramEvery: try options.integer(
          "histogramEvery", in: 0...Options.largestSize, default: 0))
    }
  }
}
