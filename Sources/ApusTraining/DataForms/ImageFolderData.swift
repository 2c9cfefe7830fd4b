import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import Foundation

/// The user's own photographs, sorted into folders by class: `--data photos/`; also images in
/// arrays, `--data images.npz`.
///
/// What is there decides the classes; settings say to what size photographs are brought. Parts
/// called `val` or `test` judge; without them a share of the training examples does.
public struct ImageFolderData: RecipeData {
  /// What a run keeps of its photographs, to read others in the same way.
  public struct Form: Codable, Sendable, Hashable {
    /// How photographs become images of one size.
    public var fitting: ImageFitting
    /// What the classes are called, in the order of their numbers.
    public var classNames: [String]

    /// What the facts of a run say; nil where they are not those of photographs.
    public init?(_ facts: DataFacts?) {
      guard let text = facts?.form,
        let form = try? JSONDecoder().decode(Form.self, from: Data(text.utf8))
      else { return nil }
      self = form
    }

    init(fitting: ImageFitting, classNames: [String]) {
      self.fitting = fitting
      self.classNames = classNames
    }

    func text() throws -> String { try WholeModel.json(self) }
  }

  /// Photographs brought to squares of `size` where the user asks for nothing else.
  public init(size: Int) { self.size = size }

  private let size: Int

  /// The size, how other ratios of sides are treated, colour, and what happens to damaged files.
  public var settings: [Setting] {
    [
      Setting(
        "size", .integer(8...1024), default: "\(size)",
        "rows and columns that images are brought to"),
      Setting(
        "fitting", .choice(ImageFitting.Method.allCases.map(\.rawValue)), default: "resize",
        "what becomes of other ratios of sides"),
      Setting("colour", .choice(["rgb", "grey"]), default: "rgb", "the images' channels"),
      Setting(
        "damaged", .choice(["refuse", "skip"]), default: "refuse",
        "what becomes of files that cannot be decoded; --skip-damaged is skip"),
      Setting(
        "orientation", .choice(["apply", "ignore"]), default: "apply",
        """
        whether photographs are turned upright as their EXIF says; --ignore-orientation is ignore
        """),
    ]
  }

  /// True.
  public func readsFiles(_ settings: SettingValues) -> Bool { true }

  /// Nil: only the folder says what classes there are.
  public func expectedFacts(_ settings: SettingValues) -> DataFacts? { nil }

  /// Lists and checks the photographs; they are decoded when batches are made.
  public func load(_ request: DataRequest) throws -> LoadedData {
    let form = Form(request.facts)
    if let path = request.path, ArrayFiles.areNamed(by: path) {
      return try loadArrays(path, form, request)
    }
    var folder = try folder(at: request.path, request.settings, form?.classNames)
    let kept = form ?? Form(fitting: fitting(request.settings), classNames: folder.classNames)
    var notes = folder.notes
    let train = folder.dataset(.train, fitting: kept.fitting)
    let splits: DatasetSplits
    if let path = request.validationPath {
      folder = try self.folder(at: path, request.settings, kept.classNames)
      notes += folder.notes
      splits = DatasetSplits(train: train, test: all(of: folder, kept.fitting))
    } else if let part = [DatasetPart.validation, .test].first(where: folder.parts.contains) {
      splits = DatasetSplits(train: train, test: folder.dataset(part, fitting: kept.fitting))
    } else {
      splits = try train.stratifiedSplit(testFraction: request.testShare, seed: request.seed)
    }
    guard kept.classNames.count > 1 else {
      throw DataError(
        .unsuitable, request.path ?? "", "holds one class only: \(kept.classNames[0])",
        advice: "give a folder that holds a folder for each class")
    }
    guard splits.train.count > 0 else {
      let isSplit = splits.test.count > 0 && request.validationPath == nil
      throw DataError(
        .unsuitable, request.path ?? "", "has no images to train on",
        advice: isSplit
          ? "all \(splits.test.count) are to judge by: give more, or another share by --validation"
          : "put them into a folder for each class")
    }
    var facts = DataFacts(
      of: splits.train, name: request.path ?? "", form: try kept.text())
    facts.exampleShape = kept.fitting.shape.array
    return LoadedData(splits, facts, notes: notes)
  }

  /// The photographs of a folder: its test part where it has one, else all.
  public func examples(
    at path: String, _ facts: DataFacts, _ settings: SettingValues
  ) throws -> any Dataset {
    guard let form = Form(facts) else {
      throw DataError(
        .corrupt, path, "cannot be read: the model does not say how", advice: "train it again")
    }
    if ArrayFiles.areNamed(by: path) { return try judged(at: path, form) }
    let folder = try folder(at: path, settings, form.classNames)
    return folder.parts.contains(.test)
      ? folder.dataset(.test, fitting: form.fitting) : all(of: folder, form.fitting)
  }

  // MARK: Arrays

  /// Images in arrays, which keep their size; photographs to predict are brought to it.
  private func loadArrays(
    _ path: String, _ known: Form?, _ request: DataRequest
  ) throws -> LoadedData {
    let data = try NumPyData(path, classNames: known?.classNames)
    let sets = data.datasets
    guard !data.classNames.isEmpty, let train = sets[.train] else {
      throw DataError(
        .unsuitable, path, "holds values to predict, not classes",
        advice: "save the classes as whole numbers; values are for `apus train tabular`")
    }
    let shape = train.featureShape.array + (train.featureShape.rank == 2 ? [1] : [])
    guard shape.count == 3, [1, 3].contains(shape[2]), min(shape[0], shape[1]) >= 8 else {
      throw DataError(
        .unsuitable, path, "holds examples of shape \(train.featureShape)",
        advice: "images are [n, height, width, 1 or 3] of at least 8 x 8; tables are for tabular")
    }
    let asked = fitting(request.settings)
    let fitting = ImageFitting(
      height: shape[0], width: shape[1], channels: shape[2], method: asked.method,
      ignoresOrientation: asked.ignoresOrientation)
    let form = known ?? Form(fitting: fitting, classNames: data.classNames)
    var splits: DatasetSplits
    if let other = request.validationPath {
      splits = DatasetSplits(
        train: train,
        test: ArrayFiles.areNamed(by: other)
          ? try judged(at: other, form)
          : all(
            of: try folder(at: other, request.settings, form.classNames), form.fitting))
    } else if let part = ArrayFiles.judging(sets) {
      splits = DatasetSplits(train: train, test: part)
    } else {
      splits = try train.stratifiedSplit(testFraction: request.testShare, seed: request.seed)
    }
    guard splits.test.featureShape.elementCount == train.featureShape.elementCount else {
      throw DataError(
        .unsuitable, request.validationPath ?? path,
        "holds images of shape \(splits.test.featureShape), learned from are \(train.featureShape)",
        advice: "give images of one size")
    }
    splits = DatasetSplits(
      train: splits.train.reshaped(to: Shape(shape)), test: splits.test.reshaped(to: Shape(shape)))
    var facts = DataFacts(of: splits.train, name: path, form: try form.text())
    facts.exampleShape = shape
    return LoadedData(splits, facts)
  }

  /// Images in arrays to judge by, as those of the run.
  private func judged(at path: String, _ form: Form) throws -> any Dataset {
    let data = try NumPyData(path, classNames: form.classNames)
    let shape = form.fitting.shape
    guard let part = ArrayFiles.evaluating(data.datasets), !data.classNames.isEmpty,
      part.featureShape == shape || part.featureShape.array + [1] == shape.array
    else {
      throw DataError(
        .unsuitable, path, "holds no images of shape \(shape) with classes",
        advice: "give arrays x and y like those trained on")
    }
    return part.reshaped(to: shape)
  }

  private func fitting(_ settings: SettingValues) -> ImageFitting {
    let side = settings.integer("size")
    return ImageFitting(
      height: side, width: side, channels: settings.text("colour") == "grey" ? 1 : 3,
      method: ImageFitting.Method(rawValue: settings.text("fitting")) ?? .resize,
      ignoresOrientation: settings.text("orientation") == "ignore")
  }

  private func folder(
    at path: String?, _ settings: SettingValues, _ classNames: [String]?
  ) throws -> ImageFolder {
    guard let path else {
      throw DataError(
        .missing, "the photographs", "are not named", advice: "say where they are: --data FOLDER")
    }
    var folder = try ImageFolder(path, classNames: classNames)
    try folder.check(skippingDamaged: settings.text("damaged") == "skip")
    return folder
  }

  private func all(of folder: ImageFolder, _ fitting: ImageFitting) -> any Dataset {
    folder.dataset(folder.parts.first ?? .train, fitting: fitting)
  }
}
