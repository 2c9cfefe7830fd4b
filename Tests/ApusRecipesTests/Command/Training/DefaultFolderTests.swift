import Testing

@testable import ApusCommand

/// Folders that nobody named.
@Suite struct DefaultFolderTests {
  @Test func aRunIsNamedByTheTimeAndTheRecipe() {
    let folder = defaultFolder(for: "xor")
    #expect(folder.hasPrefix("runs/2") && folder.hasSuffix("-xor"))
    #expect(defaultFolder(for: "xor", in: "searches").hasPrefix("searches/2"))
  }
}
