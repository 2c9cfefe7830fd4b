import ApusClassic
import ApusRuns

extension CourseRow {
  /// Family B: how networks are trained and judged.
  static let training: [CourseRow] = [
    CourseRow(
      "B1", "Keras-shaped workflow", "S1, S0:84", .works,
      types: ["Sequential", "Model", "Trainable", "Trainer", "History", "ModelSummary"],
      tests: ["ModelTests", "ModuleTests", "NetworkTests", "TrainerTests"]),
    CourseRow(
      "B2", "Update modes", "S2:854", .works, types: ["Trainable.fit", "DataLoader", "UpdateMode"],
      tests: ["TrainerTests", "DataLoaderTests", "MultilayerPerceptronTests"]),
    CourseRow(
      "B3", "Early stopping", "S0:1521, S4:378", .works,
      types: [
        "EarlyStopping", "Patience", "GeneralizationLoss", "SuccessiveRises", "ValueReached",
        "Callback", "CallbackConfiguration",
      ], tests: ["StoppingRuleTests", "GoldenCallbackTests", "RunRequestTests"]),
    CourseRow(
      "B4", "Checkpoints and persistence", "S0:1560", .works,
      types: [
        "RunFolder", "RunIndex", "RunList", "RunSummary", "Trainer", "ModelCheckpoint",
        "WeightAverage", "Module.setWeights",
        "SafetensorsFile", "NumPyArchive", "exportONNX", "ONNXNetwork", "loadModel",
        "ModelImport", "KerasFile", "RunRequest", "YAMLValue",
      ],
      tests: [
        "RunFolderTests", "TrainerTests", "CallbackResumeTests", "SafetensorsTests",
        "SafetensorsFileTests", "NumPyArchiveTests", "ONNXExportTests", "ONNXImportTests",
        "ONNXNodeTests", "ONNXMutationTests", "WholeModelTests", "InterchangeTests",
        "KerasFileTests", "TrainingOptionsTests", "YAMLReadingTests",
        "HDF5Tests", "CommandTests",
        "RunsCommandTests", "RunIndexTests", "RunListTests", "RunJournalTests",
      ]),
    CourseRow(
      "B5", "Data splits", "S2:1870", .works,
      types: [
        "DatasetSplits", "Dataset.subset", "Dataset.stratifiedSplit", "Dataset.kFolds",
        "Dataset.stratifiedKFolds", "Dataset.leaveOneOut", "Dataset.bootstraps", "CrossValidation",
      ],
      tests: ["TensorDatasetTests", "StratifiedSplitTests", "SplitsTests", "TrainingOptionsTests"]),
    CourseRow(
      "B6", "Metrics", "S2:1901, S0:2619, S1", .works,
      types: [
        "MetricKind", "MetricConfiguration", "Accuracy", "ConfusionMatrix", "ClassificationReport",
        "ROCCurve",
        "PrecisionRecallCurve", "MeanAveragePrecision", "BLEU", "ErrorRate", "Calibration",
        "ConfidenceInterval",
      ],
      tests: [
        "AccuracyTests", "ConfusionMatrixTests", "ClassFigureTests", "ClassificationReportTests",
        "RankingTests", "ValueMetricTests", "TextMetricTests", "DetectionTests",
        "ConfidenceIntervalTests", "MetricKindTests", "CourseExampleTests",
      ]),
    CourseRow(
      "B7", "Preprocessing and coding", "S2:1577–1649", .works,
      types: [
        "MinMaxScaling", "MeanScaling", "StandardScaling", "UnitNormScaling", "FeatureStatistics",
        "OneHotCoding", "BinaryCoding", "ThermometerCoding", "Differencing", "ClassBalance",
        "Table", "toCategorical",
      ],
      tests: [
        "FeatureScalingTests", "ClassCodingTests", "DifferencingTests", "ClassBalanceTests",
        "TableTests", "GoldenTableTests",
      ]),
    CourseRow(
      "B8", "Augmentation", "S0:1643, S2:1810, S3, S1 (Cireşan)", .works,
      types: [
        "Augment", "Augmentation", "AugmentationConfiguration", "RandomAffine", "RandomPerspective",
        "ElasticTransform",
        "RandomCrop", "ColorJitter", "GaussianBlur", "RandomErasing", "MixUp", "CutMix",
      ],
      tests: [
        "AugmentationTests", "GoldenAugmentationTests", "AugmentationStatisticsTests",
        "BatchMixingTests", "RunRequestTests", "AugmentTests",
      ]),
    CourseRow(
      "B9", "Ensembles", "S4:383, S3", .works,
      types: [
        "Ensemble", "Bagging", "Dataset.bagged", "SnapshotEnsemble", "PredictiveUncertainty",
        "monteCarloPrediction", "DropPath",
      ], tests: ["GoldenEnsembleTests", "EnsembleTests", "CommandTests"]),
    CourseRow(
      "B10", "Hyperparameter search", "S2:105, 1653", .works,
      types: [
        "GridSearch", "RandomSearch", "SuccessiveHalving", "Hyperband", "Study", "HiddenSize",
        "LearningRateRangeTest",
      ],
      tests: [
        "SearchSpaceTests", "StudyTests", "HiddenSizeTests", "SearchFileTests", "TuneCommandTests",
        "LearningRateRangeTestTests",
      ]),
    CourseRow(
      "B11", "Debugging aids", "S2:1491–1526", .works,
      types: [
        "GradientNorms", "UpdateRatios", "DeadReLUs", "WeightVariances", "GradientAlarm",
        "TerminateOnNaN", "Trainer.overfits",
      ], tests: ["CallbackTests", "DeadReLUsTests"]),
    CourseRow(
      "B12", "Bias, variance, noise", "S4:100", .works,
      types: ["BiasVariance", "LinearSmoother", "leastSquaresSolution", "Sweep"],
      tests: ["GoldenGeneralizationTests", "SweepTests"]),
    CourseRow(
      "B13", "Deep, big, simple net", "S1",
      .partial(lacks: "a run of the paper's length"), types: ["Augment", "ElasticTransform"],
      tests: ["RecipeTests", "AugmentTests"]),
    CourseRow(
      "B14", "Linear-region counter", "S4:17",
      .partial(lacks: "the composition of two shallow networks as one deep one"),
      types: ["LinearRegions", "RegionBound", "foldingNetwork"],
      tests: ["GoldenGeneralizationTests", "LinearRegionsTests", "SweepTests"]),
    CourseRow(
      "B15", "Data sets", "S1:456, S0:1410, 1655",
      .partial(
        lacks:
          """
          the user's own boxes, masks, pairs, texts and sounds from the command, which come with \
          their families
          """
      ),
      types: [
        "NamedDataset", "RemoteFile", "ImageDataset", "TensorDataset", "Table", "ImageFolder",
        "ImageFitting", "TextTable", "TableSchema", "NumPyData", "SequenceDataset", "EnlargedSet",
        "ZeroPadding2D",
      ],
      tests: [
        "NamedDatasetTests", "CIFAR10Tests", "TabularSetsTests", "StrokesTests", "RealDataTests",
        "IDXFileTests", "TableTests", "TableSchemaTests", "ImageFolderTests", "ImageFittingTests",
        "EnlargedSetTests", "SequenceDatasetTests", "OwnDataCommandTests",
      ]),
    CourseRow(
      "B16", "Interchange", "S0:1614, 3163", .works,
      types: [
        "loadModel", "Layer.save", "ONNXNetwork", "exportONNX", "KerasFile",
        "SafetensorsFile", "NumPyArchive", "ModelImport", "ModelFile",
      ],
      tests: [
        "WholeModelTests", "ONNXImportTests", "ONNXExportTests", "InterchangeTests",
        "KerasFileTests", "HDF5Tests", "SafetensorsFileTests", "NumPyArchiveTests",
        "ImportCommandTests", "ExportCommandTests",
      ]),
    CourseRow("B17", "Signal propagation", "S4:162, S2:2477"),
    CourseRow("B18", "Self-normalizing net", "S4:210"),
    CourseRow("B19", "Batch noise", "S0:1901"),
    CourseRow(
      "B20", "Comparison runs", "S0:1956, 2259, 2480, 3522, 4362",
      .partial(
        lacks:
          "one command for each comparison; so far runs are trained one by one and then compared"
      ),
      types: ["RunComparison", "Chart.comparison", "RunSummary.chart"],
      tests: ["RunConditionTests", "RunsCommandTests", "RunsCompareCommandTests"]),
    CourseRow(
      "B21", "Cost report", "S3:383, 609",
      .partial(lacks: "multiply-adds, memory of activations, and accuracy beside them"),
      types: ["ModelSummary"], tests: ["CourseExampleTests"]),
  ]
}
