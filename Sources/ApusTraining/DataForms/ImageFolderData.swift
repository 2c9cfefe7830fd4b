import ApusCore
import ApusData
import ApusFiles
import Foundation

/// The user's own photographs, sorted into folders by class: `--data photos/`.
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
    guard splits.train.count > 0 else {
      throw DataError(
        .unsuitable, request.path ?? "", "has no images to train on",
        advice: "put them into a folder for each class")
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
    let folder = try folder(at: path, settings, form.classNames)
    return folder.parts.contains(.test)
      ? folder.dataset(.test, fitting: form.fitting) : all(of: folder, form.fitting)
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
