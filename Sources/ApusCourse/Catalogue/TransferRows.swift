extension CourseRow {
  /// Family E: learning from what other networks learned.
  static let transfer: [CourseRow] = [
    CourseRow("E1", "Pretrained weights", "S0:3867"),
    CourseRow(
      "E2", "Feature extraction, fine-tuning", "S3, S4:236",
      .partial(lacks: "a recipe"),
      types: ["Module.freeze", "Module.unfreeze"], tests: ["ModuleTests"]),
    CourseRow("E3", "Multi-task, hard and soft sharing", "S0:3805"),
    CourseRow("E4", "Domain adaptation", "S0:3752–3794"),
    CourseRow("E5", "Self-supervised", "S4:400"),
  ]
}
