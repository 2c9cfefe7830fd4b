import ApusData
import ApusNN

/// What a trained thing answers to inputs of a kind: classes of rows, values, pictures, sentences.
///
/// Commands know inputs and answers by this protocol alone: what an input is, a file of rows or a photograph, and how an
/// answer reads, is the predictor's.
public protocol Predictor {
  /// What the inputs are, in a few words, as in "CSV files of rows".
  var inputs: String { get }
  /// The answers to the inputs that arguments of the command name, in order.
  ///
  /// - Throws: ``DataError`` where an input cannot be read or does not go with what the model has learned.
  func predictions(for arguments: [String], batchSize: Int) throws -> [Prediction]
}

/// An answer to one input.
public struct Prediction {
  /// What the input is called: a file, a row of one.
  public let input: String
  /// The answer for people, a line.
  public let text: String
  /// The answer's parts by name, for JSON and tables: the prediction first.
  public let fields: [(name: String, value: ConfigurationValue)]

  /// An answer.
  public init(
    input: String, text: String, fields: [(name: String, value: ConfigurationValue)]
  ) {
    self.input = input
    self.text = text
    self.fields = fields
  }
}
