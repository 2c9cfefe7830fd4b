import ApusCore
import ApusData
import ApusNN

/// What a trained thing answers to inputs of a kind: classes of rows, values, pictures, sentences.
///
/// Commands know inputs and answers by this protocol alone: what an input is, a file of rows or a
/// photograph, and how an answer reads, is the predictor's. A recipe of one's own names its
/// predictor, the parameter `predictor` of ``Recipe``'s initializer; without one,
/// ``NetworkPredictor`` shows what its network makes of images, numbers and arrays.
public protocol Predictor {
  /// What the inputs are, in a few words, as in "CSV files of rows".
  var inputs: String { get }
  /// Calls `body` with the answers to the inputs that arguments of the command name, in order, at
  /// most `batchSize` at a time.
  ///
  /// - Throws: ``DataError`` where an input cannot be read or does not go with what the model has
  ///   learned.
  func predict(
    _ arguments: [String], batchSize: Int, _ body: ([Prediction]) throws -> Void) throws
}

extension Predictor {
  /// All answers to the inputs that arguments of the command name, in order.
  public func predictions(for arguments: [String], batchSize: Int = 64) throws -> [Prediction] {
    var all: [Prediction] = []
    try predict(arguments, batchSize: batchSize) { all += $0 }
    return all
  }
}

/// An answer to one input.
public struct Prediction {
  /// What the input is called: a file, a row of one.
  public let input: String
  /// The answer for people, beside the input.
  public let text: String
  /// Lines that stand below the input, for answers of several parts.
  public let below: [String]
  /// The answer's parts by name, for JSON: the prediction first.
  public let fields: [(name: String, value: ConfigurationValue)]
  /// The same as cells of a table.
  public let columns: [(name: String, value: ConfigurationValue)]
  /// What the network gave, for files of arrays and pictures; nil where the answer has none.
  public let output: Tensor?
  /// What the user should know of this input and those that follow in the same file.
  public let notes: [String]

  /// An answer.
  ///
  /// - Parameter columns: nil: the fields, a list with a cell for each of its values.
  public init(
    input: String, text: String, below: [String] = [],
    fields: [(name: String, value: ConfigurationValue)],
    columns: [(name: String, value: ConfigurationValue)]? = nil, output: Tensor? = nil,
    notes: [String] = []
  ) {
    self.input = input
    self.text = text
    self.below = below
    self.fields = fields
    self.columns =
      columns
      ?? fields.flatMap { field -> [(name: String, value: ConfigurationValue)] in
        guard case .list(let values) = field.value else { return [field] }
        return values.enumerated().map { ("\(field.name)\($0 + 1)", $1) }
      }
    self.output = output
    self.notes = notes
  }
}
