/// A case of `specials.json`: a function of float32 numbers at their ends, written as words.
public struct SpecialCase: Decodable, Sendable {
  /// The group, `unary`, `binary` or `activation`, and the function's name.
  public let name: String
  /// The function's name.
  public let kind: String
  /// Its arguments.
  public let inputs: [[Float]]
  /// What it gives for each.
  public let output: [Float]

  private enum Field: String, CodingKey { case name, kind, inputs, output }

  /// Reads the words; stops where one is no number.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    name = try fields.decode(String.self, forKey: .name)
    kind = try fields.decode(String.self, forKey: .kind)
    inputs = try fields.decode([[String]].self, forKey: .inputs).map { $0.map(Self.number) }
    output = try fields.decode([String].self, forKey: .output).map(Self.number)
  }

  private static func number(_ word: String) -> Float {
    guard let number = Float(word) else { fatalError("a fixture says \(word) for a number") }
    return number
  }

  /// The cases of a group.
  public static func group(_ name: String) throws -> [SpecialCase] {
    try goldenCases("specials", as: SpecialCase.self).filter { $0.name.hasPrefix(name + " ") }
  }

  /// Where `found` is not the output, up to rounding: NaN for NaN, infinities and zeros with their
  /// signs.
  public func differences(_ found: [Float], tolerance: Float = 1e-5) -> [String] {
    zip(found, output).enumerated().compactMap { index, pair in
      let (found, wanted) = pair
      let same =
        wanted.isNaN
        ? found.isNaN
        : wanted == 0 || wanted.isInfinite
          ? found.bitPattern == wanted.bitPattern
          : (found - wanted).magnitude <= tolerance * wanted.magnitude + .leastNormalMagnitude
      let arguments = inputs.map { "\($0[index])" }.joined(separator: ", ")
      return same ? nil : "\(name)(\(arguments)): \(found), not \(wanted)"
    }
  }
}
