import ApusNN

// Callbacks: initializers take what the factories take, and other libraries' names are told the
// right ones.

extension EarlyStopping {
  /// Stops after `patience` epochs in a row that were no better, as Keras does; see ``Patience``.
  public convenience init(
    monitor: String = "val_loss", minimalChange: Double = 0, patience: Int = 0,
    direction: Monitor.Direction? = nil, baseline: Double? = nil, restoreBestWeights: Bool = false,
    startFromEpoch: Int = 0
  ) {
    self.init(
      Patience(patience, minimalChange: minimalChange, baseline: baseline), monitor: monitor,
      direction: direction, restoreBestWeights: restoreBestWeights, startFromEpoch: startFromEpoch)
  }

  /// `init(monitor:minimalChange:patience:)`
  @available(*, unavailable, renamed: "init(monitor:minimalChange:patience:)")
  public convenience init(monitor: String = "val_loss", minDelta: Double, patience: Int = 0) {
    fatalError()
  }
}

extension Callback where Self == EarlyStopping {
  /// `earlyStopping(monitor:minimalChange:patience:)`
  @available(*, unavailable, renamed: "earlyStopping(monitor:minimalChange:patience:)")
  public static func earlyStopping(
    monitor: String = "val_loss", minDelta: Double, patience: Int = 0
  ) -> EarlyStopping { fatalError() }
}

extension Callback where Self == ModelCheckpoint {
  /// `checkpoint(_:when:weightsOnly:keep:)`
  @available(*, unavailable, renamed: "checkpoint(_:when:weightsOnly:keep:)")
  public static func modelCheckpoint(
    _ path: String, when occasion: ModelCheckpoint.Occasion = .everyEpoch,
    weightsOnly: Bool = false, keep: Int? = nil
  ) -> ModelCheckpoint { fatalError() }
}

extension ModelCheckpoint {
  /// `init(_:when:)`
  @available(
    *, unavailable,
    message: """
      it keeps the best model unless when: says otherwise: ModelCheckpoint(path, when: .everyEpoch)
      """
  )
  public convenience init(_ path: String, monitor: String = "val_loss", saveBestOnly: Bool) {
    fatalError()
  }

  /// `init(_:when:)`
  @available(*, unavailable, renamed: "init(_:when:weightsOnly:keep:)")
  public convenience init(filepath: String) { fatalError() }
}

extension Callback where Self == CSVLogger {
  /// `csvLog(_:separator:append:)`
  @available(*, unavailable, renamed: "csvLog(_:separator:append:)")
  public static func csvLogger(_ path: String) -> CSVLogger { fatalError() }
}

extension Callback where Self == TensorBoard {
  /// `tensorBoard(_:histogramEvery:images:)`
  @available(*, unavailable, renamed: "tensorBoard(_:histogramEvery:images:)")
  public static func tensorBoard(logDir: String) -> TensorBoard { fatalError() }
}

extension TensorBoard {
  /// `init(_:histogramEvery:images:)`
  @available(*, unavailable, renamed: "init(_:histogramEvery:images:)")
  public convenience init(logDir: String) { fatalError() }
}

extension Callback where Self == LearningRateScheduler {
  /// `learningRate(_:)`
  @available(*, unavailable, renamed: "learningRate(_:)")
  public static func learningRateScheduler(
    _ rate: @escaping (_ epoch: Int, _ rate: Double) -> Double
  ) -> LearningRateScheduler { fatalError() }
}

extension ReduceLROnPlateau {
  /// `init(monitor:factor:patience:minimalRate:)`
  @available(*, unavailable, renamed: "init(monitor:factor:patience:minimalRate:)")
  public convenience init(
    monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10, minLR: Double
  ) { fatalError() }
}
