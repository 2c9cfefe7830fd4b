import ApusCore
import ApusData
import ApusFiles
import ApusNN
import ApusPlot
import ApusTraining
import Foundation

extension Experiment {
  /// So many examples are looked at in a picture at most: more could not be told apart in it, and
  /// would take minutes.
  private static let mostExamples = 2000

  /// Draws the curves of `history` and the recipe's pictures into the run's `plots` folder.
  /// Pictures of many examples are drawn of some, and say so.
  ///
  /// - Throws: ``DataError`` where the examples cannot be read, ``FileError`` where a file cannot
  ///   be written, ``TrainingError`` where `interrupt` asked to stop before all were drawn.
  func drawPictures(
    of history: History, on data: DatasetSplits, interrupt: Interrupt? = nil
  ) throws {
    func checkInterrupt() throws {
      if interrupt?.isRequested == true { throw TrainingError("interrupted") }
    }
    let folder = self.folder.plotsFolder
    try AtomicFile.makeFolder(folder)
    let names = (history.epochs.last?.values ?? []).map(\.name).filter { !$0.hasPrefix("val_") }
    var charts = names.map { name in
      var chart = history.chart(name)
      chart.title = recipe.name
      return (name, chart)
    }
    for (name, chart) in charts { try write(chart, name) }
    charts = []
    if let trainer, let pictures = recipe.supervision?.pictures, !pictures.isEmpty {
      try checkInterrupt()
      let some = data.train.spread(atMost: Self.mostExamples)
      let examples = try some.batch(at: ArraySlice(0..<some.count))
      for picture in pictures {
        var chart =
          switch picture {
          case .decisionRegions: decisionRegions(trainer, examples, data.train.classNames)
          case .errorSurface: errorSurface(trainer, examples, data.train.classNames, interrupt)
          }
        try checkInterrupt()
        chart?.title += shareTitle(of: some, in: data.train)
        if let chart { charts.append((picture.rawValue, chart)) }
      }
    }
    for watcher in callbacks.compactMap({ $0 as? any WatchingCallback }) {
      var chart = watcher.chart
      chart.title = recipe.name
      charts.append(("\(type(of: watcher))", chart))
    }
    for (name, chart) in charts { try write(chart, name) }
    guard recipe.supervision != nil, let trainer, let facts, facts.inputs.count == 1,
      !facts.classNames.isEmpty
    else { return }
    try checkInterrupt()
    for (name, drawing) in try classifierPictures(trainer, facts, on: data.test) {
      try write(drawing, name)
    }
  }

  private func write(_ drawing: any Drawing, _ name: String) throws {
    try drawing.write(to: "\(folder.plotsFolder)/\(name).\(pictureFormat.rawValue)")
  }

  /// The confusion matrix of examples of `test` and some of them as images, where the labels are
  /// classes.
  private func classifierPictures(
    _ trainer: SupervisedLearner, _ facts: DataFacts, on test: any Dataset
  ) throws -> [(name: String, drawing: any Drawing)] {
    // A short look: `apus evaluate --plots` takes all examples and draws more.
    let some = test.spread(atMost: Self.mostExamples)
    let pictures = try ClassifierPictures(
      of: trainer.model, on: some, inputShape: facts.inputShape,
      exampleShape: facts.ownShape,
      givesProbabilities: trainer.loss.name == "sparseCategoricalCrossEntropy",
      title: recipe.name + shareTitle(of: some, in: test))
    guard let pictures else { return [] }
    let samples = try pictures.samples()
    return [("confusion", pictures.confusion)] + (samples.map { [("samples", $0)] } ?? [])
  }

  private func decisionRegions(
    _ trainer: SupervisedLearner, _ examples: Batch, _ classNames: [String]
  ) -> Chart? {
    let shape = examples.features.shape
    guard shape.rank == 2, shape[0] > 1, shape[1] > 1 else { return nil }
    return .decisionRegions(
      title: "\(recipe.name) on \(facts?.name ?? ""): decision regions", examples.features,
      labels: examples.labels.doubles.map { Int($0) }, classNames: classNames
    ) { trainer.predict($0).argmax(axis: -1) }
  }

  /// The loss on the examples over the first two weights of the last layer's last neuron, the
  /// others as learned; nil if it has none, or training ended in numbers that cannot be
  /// drawn.
  private func errorSurface(
    _ trainer: SupervisedLearner, _ examples: Batch, _ classNames: [String],
    _ interrupt: Interrupt?
  ) -> Chart? {
    let matrices = trainer.model.parameters.filter { $0.isLearned && $0.type?.shape.rank == 2 }
    guard let last = matrices.last, last.wrappedValue.shape[0] > 1 else { return nil }
    let learned = last.wrappedValue
    defer { last.wrappedValue = learned }
    let units = learned.shape[1]
    let values = learned.floats
    guard values[units - 1].isFinite, values[2 * units - 1].isFinite else { return nil }
    let owner = classNames.last.map { " of class \($0)'s neuron" } ?? ""
    return .errorSurface(
      title: "\(recipe.name) on \(facts?.name ?? ""): loss over two weights",
      names: ("weight 1" + owner, "weight 2" + owner),
      learned: (Double(values[units - 1]), Double(values[2 * units - 1]))
    ) { first, second in
      // The caller throws the picture away.
      if interrupt?.isRequested == true { return .nan }
      var moved = values
      (moved[units - 1], moved[2 * units - 1]) = (Float(first), Float(second))
      last.wrappedValue = Tensor(moved, shape: learned.shape)
      return trainer.loss(trainer.predict(examples.features), examples.labels).item
    }
  }
}
