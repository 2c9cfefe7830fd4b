import ApusFiles
import Testing

@testable import ApusNN

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("mnist", ["xor", "mnist-mlp", "mlp-classic"], "; did you mean 'mnist-mlp'?"),
    ("mpl-classic", ["xor", "mnist-mlp", "mlp-classic"], "; did you mean 'mlp-classic'?"),
    ("Adma", ["sgd", "adam", "adamw"], "; did you mean 'adam'?"),
    ("b", ["a"], "; did you mean 'a'?"),
    // Two letters of two are another word.
    ("tk", ["mn", "xy"], "; expected one of mn, xy"),
    // What begins several names is none of them.
    ("ada", ["adam", "adagrad", "sgd"], "; did you mean 'adam'?"),
    ("mlp", ["mlp-classic", "mlp-explicit"], "; expected one of mlp-classic, mlp-explicit"),
  ])
  func slipsAreNamedAndOtherWordsListTheChoice(
    _ name: String, _ names: [String], _ expected: String
  ) {
    #expect(suggestion(for: name, among: names) == expected)
  }

  @Test func distancesCountSwapsOnce() {
    #expect(editDistance("adma", "adam") == 1)
    #expect(editDistance("kitten", "sitting") == 3)
    #expect(editDistance("", "abc") == 3)
  }
}
