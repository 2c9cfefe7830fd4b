import ApusRuns

extension CourseRow {
  /// Family M: seeing what a network has learned.
  static let seeing: [CourseRow] = [
    CourseRow("M1", "Filters, activation maps", "S3, S2:1785"),
    CourseRow("M2", "Activation maximization, Deep Dream, saliency, Grad-CAM", "S3"),
    CourseRow(
      "M3", "Error surfaces", "S3, S2:2062",
      .partial(lacks: "the paths of optimizers on a quadratic, a saddle and an inflection"),
      types: ["Chart"], tests: ["ClassicRecipesTests"]),
    CourseRow(
      "M4", "Decision regions", "S1, S2:858",
      .partial(lacks: "a comparison by depth and a page in the browser"),
      types: ["Chart"],
      tests: ["DecisionRegionsTests", "ClassicRecipesTests"]),
    CourseRow(
      "M5", "Curves, confusion matrices, network diagrams, image grids, embeddings in 2-D",
      "S1, S0",
      .partial(
        lacks:
          """
          the class colours of segmentation maps, and each layer's share of the weights in a summary
          """
      ),
      types: [
        "Chart", "ChartGrid", "ImageGrid", "NetworkDiagram", "LayerGraph", "Theme", "Histogram",
        "TSNE", "PrincipalComponents", "ClassifierPictures",
      ],
      tests: [
        "PictureTests", "ClassifierChartTests", "TableChartTests", "ImageGridTests",
        "NetworkDiagramTests", "TSNETests",
      ]),
  ]
}
