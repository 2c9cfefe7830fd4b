import ApusFiles
import ApusNN
import ApusRuns
import ApusTraining

/// A row of the course's catalogue and how much of it the library has.
///
/// The rows are written down in `Catalogue/`, a file for each family; `apus course` prints them,
/// and a test holds them against the sources, so that a row cannot name a type, recipe or test that
/// is not there.
public struct CourseRow: Sendable {
  /// How much of a row there is.
  public enum State: Sendable, Equatable {
    /// All of it.
    case works
    /// Some of it; the text says what it lacks.
    case partial(lacks: String)
    /// Nothing that would be worth running.
    case missing

    /// `works`, `partial` or `missing`.
    public var name: String {
      switch self {
      case .works: "works"
      case .partial: "partial"
      case .missing: "missing"
      }
    }

    /// What a partial row lacks.
    public var lacks: String? {
      if case .partial(let lacks) = self { return lacks }
      return nil
    }
  }

  /// The family's letter and the number in it, as in `A9`.
  public let id: String
  /// What it is.
  public let title: String
  /// The lecture texts with their lines, as in `S2:203–349`.
  public let source: String
  /// How much of it there is.
  public let state: State
  /// The public declarations that carry it, as in `Conv2D` or `ActivationFunction.gelu`.
  public let types: [String]
  /// The test suites behind it.
  public let tests: [String]

  init(
    _ id: String, _ title: String, _ source: String, _ state: State = .missing,
    types: [String] = [], tests: [String] = []
  ) {
    self.id = id
    self.title = title
    self.source = source
    self.state = state
    self.types = types
    self.tests = tests
  }

  /// The recipes and sweeps that show it: those that name the row.
  public var recipes: [String] {
    RecipeRegistry.recipes.filter { $0.rows.contains(id) }.map(\.name)
      + Sweep.all.filter { $0.rows.contains(id) }.map(\.name)
  }

  /// The family that it belongs to.
  public var family: CourseFamily? { CourseFamily(rawValue: String(id.prefix(1))) }

  /// The example behind a row of worked examples; nil where the library does not compute it.
  public var example: WorkedExample? { WorkedExample.all.first { $0.id == id } }

  /// Every row, in the catalogue's order.
  public static let all: [CourseRow] = CourseFamily.allCases.flatMap(\.rows)

  /// The rows that `name` means: one row by its id, or a family by its letter; upper or lower case.
  ///
  /// - Throws: ``RecipeError`` where there is neither, naming the nearest.
  public static func named(_ name: String) throws -> [CourseRow] {
    let wanted = name.uppercased()
    if let family = CourseFamily(rawValue: wanted) { return family.rows }
    let found = all.filter { $0.id == wanted }
    guard found.isEmpty else { return found }
    // Where the letter is a family's, only the number can be mistaken.
    let letter = String(wanted.prefix(1))
    let near = CourseFamily(rawValue: letter)?.rows ?? all
    throw RecipeError("unknown row '\(name)'\(suggestion(for: name, among: near.map(\.id)))")
  }
}

/// A family of rows.
public enum CourseFamily: String, CaseIterable, Sendable {
  case core = "A"
  case training = "B"
  case classical = "C"
  case convolutional = "D"
  case transfer = "E"
  case detection = "F"
  case segmentation = "G"
  case recurrent = "H"
  case text = "I"
  case autoencoders = "J"
  case adversarial = "K"
  case reinforcement = "L"
  case seeing = "M"
  case examples = "W"

  /// The family's heading.
  public var title: String {
    switch self {
    case .core: "Core"
    case .training: "Training and evaluation"
    case .classical: "Classical networks"
    case .convolutional: "Convolutional networks"
    case .transfer: "Transfer and multi-task learning"
    case .detection: "Detection"
    case .segmentation: "Segmentation and restoration"
    case .recurrent: "Recurrent and sequence models"
    case .text: "Text and embeddings"
    case .autoencoders: "Autoencoders"
    case .adversarial: "Adversarial and generative models"
    case .reinforcement: "Reinforcement learning"
    case .seeing: "Seeing into networks"
    case .examples: "Worked examples"
    }
  }

  /// Its rows, in order.
  public var rows: [CourseRow] {
    switch self {
    case .core: CourseRow.core
    case .training: CourseRow.training
    case .classical: CourseRow.classical
    case .convolutional: CourseRow.convolutional
    case .transfer: CourseRow.transfer
    case .detection: CourseRow.detection
    case .segmentation: CourseRow.segmentation
    case .recurrent: CourseRow.recurrent
    case .text: CourseRow.text
    case .autoencoders: CourseRow.autoencoders
    case .adversarial: CourseRow.adversarial
    case .reinforcement: CourseRow.reinforcement
    case .seeing: CourseRow.seeing
    case .examples: CourseRow.workedExamples
    }
  }
}
