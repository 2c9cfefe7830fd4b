import Apus
import Foundation
import Testing

/// The table of `apus course` against the catalogue and against the sources.
@Suite struct CourseTableTests {
  /// The catalogue: so many rows in each family, numbered from 1.
  private static let ids: [String] = [
    ("A", 16), ("B", 21), ("C", 14), ("D", 16), ("E", 5), ("F", 10), ("G", 7), ("H", 15), ("I", 5),
    ("J", 6), ("K", 13), ("L", 10), ("M", 5), ("W", 60),
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

  /// A value of that name is neither a type nor a function.
  @Test func onlyTypesAndFunctionsCount() throws {
    let text = """
      public let epochs = 1
      public static var rate: Double { 1 }
      public final class Trainer { let loss = 1 }
      public static func overfits() {}
      struct Hidden {}
      """
    #expect(try Self.names(in: text, Self.publicly) == ["Trainer", "overfits"])
    #expect(try Self.names(in: text, Self.types) == ["Trainer", "Hidden"])
  }

  @Test func everyTypeIsAPublicDeclaration() throws {
    let declared = try Self.declarations(in: "Sources", Self.publicly)
    for row in CourseRow.all {
      for type in row.types {
        for name in type.split(separator: ".") {
          #expect(declared.contains(String(name)), "\(row.id): no public declaration '\(type)'")
        }
      }
    }
  }

  @Test func everySuiteAndRecipeIsThere() throws {
    let suites = try Self.declarations(in: "Tests", Self.types)
    let rows = Set(CourseRow.all.map(\.id))
    for recipe in Recipe.all {
      #expect(rows.isSuperset(of: recipe.rows), "\(recipe.name): \(recipe.rows)")
    }
    for sweep in Sweep.all {
      #expect(rows.isSuperset(of: sweep.rows), "\(sweep.name): \(sweep.rows)")
    }
    #expect(try CourseRow.named("C10").first?.recipes == ["rbf", "svm"])
    #expect(try CourseRow.named("B12").first?.recipes == ["bias-variance", "double-descent"])
    for row in CourseRow.all {
      for suite in row.tests { #expect(suites.contains(suite), "\(row.id): no suite '\(suite)'") }
    }
  }

  @Test func rowsAreFoundByIdAndLetter() throws {
    #expect(try CourseRow.named("w22").map(\.id) == ["W22"])
    #expect(try CourseRow.named("C").count == 14)
    let error = #expect(throws: RecipeError.self) { try CourseRow.named("W222") }
    #expect(error?.description == "unknown row 'W222'; did you mean 'W22'?")
    #expect(throws: RecipeError.self) { try CourseRow.named("") }
  }

  /// What declares a type, whose name follows.
  private static let types = #"\b(?:class|struct|enum)"#
  /// What declares a type or function for everybody.
  private static let publicly =
    #"public [a-z ()]*?\b(?:class|struct|enum|protocol|func|typealias)"#

  /// The names declared in the Swift files of a folder of the repository.
  private static func declarations(in folder: String, _ declaration: String) throws -> Set<String> {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: folder)
    let files = try #require(FileManager.default.enumerator(atPath: root.path))
    var all: Set<String> = []
    for case let path as String in files where path.hasSuffix(".swift") {
      let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      all.formUnion(try names(in: text, declaration))
    }
    return all
  }

  /// The names that stand behind the declarations of that pattern.
  private static func names(in text: String, _ declaration: String) throws -> Set<String> {
    let pattern = try Regex(declaration + #" (\w+)"#)
    return Set(text.matches(of: pattern).compactMap { $0.output[1].substring.map(String.init) })
  }
}
