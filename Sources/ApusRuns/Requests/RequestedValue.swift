import ApusData
import ApusFiles
import ApusNN
import ApusTraining

/// What the options of a run read from a value that was asked for.
extension YAMLValue {
  /// The names with settings that an option gives; the one name `none` is an empty list.
  init(option: String, names: [String]) {
    let listed = names == ["none"] ? [] : names
    self.init(
      option: option,
      listed.map { YAMLValue(option: "\(option) \($0)", $0, isText: true) })
  }

  /// The path that it is.
  func path() throws -> String {
    let text = try text()
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw error("\(shown) is no path; expected one that is not empty")
    }
    return withHomeFolder(text)
  }

  /// The elements of a list of names with settings, as objects. One element may stand for its
  /// list, and `none` for the empty one.
  func named(
    eachOf names: [String], abbreviations: [String: String] = [:], _ what: String
  ) throws -> [YAMLValue] {
    if case .text("none") = content { return [] }
    let elements = if case .object = content { [self] } else { try list() }
    return try elements.map { try $0.named(among: names, abbreviations: abbreviations, what) }
  }

  /// What `make` makes of this object; its mistakes are told with the place of the setting that is
  /// wrong, or of the object.
  func placed<Product>(_ make: (ConfigurationValue) throws -> Product) throws -> Product {
    try at { try configured(make) }
  }

  /// Calls `body`; its mistakes are told with the place of this value, unless that has none.
  func at<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as RecipeError {
      let place = place.description
      throw place.isEmpty ? error : FileError(place, error.description)
    } catch let error as ConfigurationError {
      let place = place.description
      throw place.isEmpty ? RecipeError(error.description) : FileError(place, error.description)
    }
  }
}

extension ConfigurationValue {
  /// A list of objects with names; nil where it is empty.
  init?(listed values: [YAMLValue]) {
    guard !values.isEmpty else { return nil }
    self = .list(values.map(\.configurationValue))
  }
}
