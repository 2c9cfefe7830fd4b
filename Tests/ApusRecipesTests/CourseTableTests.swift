import Apus
import Foundation
import Testing

/// The table of `apus course` against the catalogue and against the sources.
@Suite struct CourseTableTests {
  /// The catalogue: so many rows in each family, numbered from 1.
  private static let ids: [String] = [
    ("A", 14), ("B", 14), ("C", 14), ("D", 16), ("E", 5), ("F", 9), ("G", 7), ("H", 14), ("I", 5),
    ("J", 5), ("K", 12), ("L", 9), ("M", 5), ("W", 36),
  ].flatMap { family, count in (1...count).map { "\(family)\($0)" } }

  @Test func theIdsAreTheCatalogues() {
    #expect(CourseRow.all.map(\.id) == Self.ids)
    for family in CourseFamily.allCases {
      #expect(family.rows.allSatisfy { $0.family == family })
    }
    #expect(CourseRow.all.allSatisfy { !$0.title.isEmpty && $0.source.hasPrefix("S") })
  }

  @Test func whatWorksIsCarriedAndTested() {
    for row in CourseRow.all {
      let hasSupport = !row.types.isEmpty && !row.tests.isEmpty
      let hasNone = row.types.isEmpty && row.tests.isEmpty && row.recipes.isEmpty
      #expect(row.state == .missing ? hasNone : hasSupport, "\(row.id)")
      #expect(row.state.lacks != "", "\(row.id)")
    }
    let computed = CourseRow.all.filter { $0.family == .examples && $0.state == .works }
    #expect(computed.map(\.id) == WorkedExample.all.map(\.id))
  }

  @Test func everyTypeIsAPublicDeclaration() throws {
    let declared = try Self.declarations(in: "Sources", after: #"public [a-z ()]*?"#)
    for row in CourseRow.all {
      for type in row.types {
        for name in type.split(separator: ".") {
          #expect(declared.contains(String(name)), "\(row.id): no public declaration '\(type)'")
        }
      }
    }
  }

  @Test func everySuiteAndRecipeIsThere() throws {
    let suites = try Self.declarations(in: "Tests", after: "")
    let recipes = Set(Recipe.all.map(\.name) + Sweep.all.map(\.name))
    for row in CourseRow.all {
      for suite in row.tests { #expect(suites.contains(suite), "\(row.id): no suite '\(suite)'") }
      for name in row.recipes { #expect(recipes.contains(name), "\(row.id): no recipe '\(name)'") }
    }
  }

  @Test func rowsAreFoundByIdAndLetter() throws {
    #expect(try CourseRow.named("w22").map(\.id) == ["W22"])
    #expect(try CourseRow.named("C").count == 14)
    let error = #expect(throws: RecipeError.self) { try CourseRow.named("W222") }
    #expect(error?.description == "unknown row 'W222'; did you mean 'W22'?")
    #expect(throws: RecipeError.self) { try CourseRow.named("") }
  }

  /// The names declared in the Swift files of a folder of the repository, where `prefix` stands
  /// before the keyword.
  private static func declarations(in folder: String, after prefix: String) throws -> Set<String> {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: folder)
    let pattern = try Regex(
      prefix + #"\b(?:class|struct|enum|protocol|func|let|var|typealias) (\w+)"#)
    let files = try #require(FileManager.default.enumerator(atPath: root.path))
    var names: Set<String> = ["Tensor"]
    for case let path as String in files where path.hasSuffix(".swift") {
      let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      for match in text.matches(of: pattern) {
        if let name = match.output[1].substring { names.insert(String(name)) }
      }
    }
    return names
  }
}
