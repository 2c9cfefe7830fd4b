import Apus
import ApusFiles
import Testing

@testable import ApusCommand

/// The options of commands that draw.
@Suite struct PictureOptionsTests {
  private let place = CommandPlace()

  @Test func themesAreFoundByName() throws {
    #expect(try ThemeOption.parse([]).theme().name == Theme.light.name)
    for theme in Theme.all {
      #expect(try ThemeOption.parse(["--theme", theme.name]).theme().name == theme.name)
    }
    let error = #expect(throws: UsageError.self) {
      try ThemeOption.parse(["--theme", "drak"]).theme()
    }
    #expect(error?.description.contains("did you mean 'dark'?") == true)
    #expect(try PictureOptions.parse(["--format", "png"]).format == .png)
  }

  @Test func aPictureNeedsAnEndingAndAFolder() throws {
    try checkPicture("a.svg", "--out")
    try checkPicture(place.folder["a.png"], "--out")
    for path in ["a", "a.gif", "svg", ""] {
      #expect(throws: UsageError.self, "\(path)") { try checkPicture(path, "--out") }
    }
    #expect(throws: FileError.self) { try checkPicture("/nowhere/a.svg", "--out") }
  }
}
