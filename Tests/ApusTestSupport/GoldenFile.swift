import Foundation

private let goldenFolder = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "Golden")

/// The bytes of `Tests/Golden/NAME.json`; the script beside it says where its numbers come from.
public func goldenData(_ name: String) throws -> Data {
  try Data(contentsOf: goldenFolder.appending(path: name + ".json"))
}

/// All that `Tests/Golden/NAME.json` says.
public func goldenFile<Content: Decodable>(
  _ name: String, as type: Content.Type = Content.self
) throws -> Content {
  try JSONDecoder().decode(type, from: goldenData(name))
}

/// The cases of `Tests/Golden/NAME.json`, each of a type that has the fields that its test reads.
///
/// A list of arguments, which cannot throw, takes `try?` and no cases: a test that nothing is
/// missing stands beside it.
public func goldenCases<Case: Decodable>(
  _ name: String, as type: Case.Type = Case.self
) throws -> [Case] {
  try goldenFile(name, as: Cases<Case>.self).cases
}

private struct Cases<Case: Decodable>: Decodable { let cases: [Case] }
