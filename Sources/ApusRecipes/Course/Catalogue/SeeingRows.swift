extension CourseRow {
  /// Family M: seeing what a network has learned.
  static let seeing: [CourseRow] = [
    CourseRow("M1", "Filters, activation maps", "S3, S2:1785"),
    CourseRow("M2", "Activation maximization, Deep Dream, saliency, Grad-CAM", "S3"),
    CourseRow("M3", "Error surfaces", "S3, S2:2062"),
    CourseRow("M4", "Decision regions", "S1, S2:858"),
    CourseRow(
      "M5", "Curves, confusion matrices, network diagrams, image grids, embeddings in 2-D",
      "S1, S0",
      .works,
      types: [
        "Chart", "ChartGrid", "ImageGrid", "NetworkDiagram", "LayerGraph", "Theme", "Histogram",
        "TSNE", "PrincipalComponents", "ClassifierPictures",
      ],
      recipes: ["quickstart"],
      tests: [
        "PictureTests", "ClassifierChartTests", "TableChartTests", "ImageGridTests",
        "NetworkDiagramTests", "TSNETests",
      ]),
  ]
}
