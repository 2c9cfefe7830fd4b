import ApusCore
import ApusData
import ApusNN
import Foundation

/// Writes event files that TensorBoard shows: loss, metrics and learning rate after every epoch,
/// histograms of the parameters, and the first validation images.
///
/// ```swift
/// // Shown by tensorboard --logdir logs.
/// try model.fit(train, callbacks: [.tensorBoard("logs", histogramEvery: 1)])
/// ```
///
/// As Keras does, values of training go into the folder `train` and those of validation into
/// `validation`, under the same names (`epoch_loss`), epochs counted from 0. A resumed run goes on
/// after its last checkpoint. Source: Keras 3 `TensorBoard`; lecture S0, watching training.
public final class TensorBoard: Callback {
  /// The folder, inside the run's folder where there is one and the path is relative.
  public let folder: String
  /// Epochs between histograms of all parameters; 0 for none.
  public let histogramEvery: Int
  /// How many of the first validation examples are shown as images, once, when training begins; 0
  /// for none. Examples that are no images (``ApusData/Image/init(features:)``) are left out.
  public let images: Int
  private var train: LogFile?
  private var validation: LogFile?
  private var kept: SavedState?

  /// Event files in `folder`; traps where `histogramEvery` or `images` is below 0.
  public init(_ folder: String = "logs", histogramEvery: Int = 0, images: Int = 0) {
    require(images >= 0, "TensorBoard: \(images) images; 0 or more")
    require(
      histogramEvery >= 0, "TensorBoard: histograms every \(histogramEvery) epochs; 0 or more")
    self.folder = folder
    self.histogramEvery = histogramEvery
    self.images = images
  }

  /// Opens the files.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) throws {
    kept = state
    train = try open("train", context)
    validation = state?.count("validation") == nil ? nil : try open("validation", context)
    let examples = (context.validation as? LoaderSource)?.loader.dataset
    if images > 0, validation == nil, let examples {
      validation = try open("validation", context)
      try writeImages(of: examples, context)
    }
  }

  /// The first examples under their numbers, from 0, and what they are.
  private func writeImages(of examples: any Dataset, _ context: TrainingContext) throws {
    guard let validation else { return }
    for number in 0..<min(images, examples.count) {
      let batch = try examples.batch(at: [number])
      guard let image = Image(features: batch.features.reshaped(to: examples.featureShape)) else {
        context.note("TensorBoard: examples of shape \(examples.featureShape) are no images")
        return
      }
      var name = "example/\(number)"
      if examples.labelType == .classes {
        let label = Int(batch.labels.item)
        if examples.classNames.indices.contains(label) { name += " \(examples.classNames[label])" }
      }
      try write(.image(name, EventRecord.EncodedImage(image)), 0, to: validation)
    }
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
    for player in context.players {
      let name = context.players.count == 1 ? "" : "/\(player.name)"
      try write(
        .scalar("epoch_learning_rate\(name)", player.optimizer.learningRate), epoch, to: train)
    }
    guard histogramEvery > 0, epoch % histogramEvery == 0 else { return }
    for (name, parameter) in context.namedParameters {
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
  public var state: SavedState {
    var state = SavedState()
    if let train { state["train"] = [Double(train.length)] }
    if let validation { state["validation"] = [Double(validation.length)] }
    return state
  }

  private func open(_ part: String, _ context: TrainingContext) throws -> LogFile {
    // TensorBoard looks for "tfevents" in the name.
    let path = "\(folder)/\(part)/events.out.tfevents.1.apus"
    let file = try LogFile(try context.file(path), keeping: kept?.count(part) ?? 0)
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
    _ folder: String = "logs", histogramEvery: Int = 0, images: Int = 0
  ) -> TensorBoard {
    TensorBoard(folder, histogramEvery: histogramEvery, images: images)
  }
}

extension CallbackKind {
  static var tensorBoard: Self {
    Self("TensorBoard", "writes event files for tensorboard --logdir") { options in
      TensorBoard(
        try options.place("folder") ?? "logs",
        histogramEvery: try options.integer(
          "histogramEvery", in: 0...Options.largestSize, default: 0),
        images: try options.integer("images", in: 0...1000, default: 0))
    }
  }
}
