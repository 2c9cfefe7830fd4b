extension Registry<any Optimizer> {
  /// The program's own optimizers.
  package static let added = Additions<Entry>()
}

extension Registry<any LearningRateSchedule> {
  /// The program's own schedules.
  package static let added = Additions<Entry>()
}
