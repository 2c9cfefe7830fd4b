import Foundation
import Testing

@testable import ApusTraining

@Suite struct TerminalTextTests {
  @Test func whatATerminalWouldObeyIsShown() {
    #expect("żółw 日本 😀 a\tb\n".shownPlainly == "żółw 日本 😀 a\tb\n")
    #expect("\u{1B}[31mred\u{7}\r\u{7F}".shownPlainly == "\\u001b[31mred\\u0007\\u000d\\u007f")
    #expect("a\u{9B}2J\u{202E}b\u{2028}".shownPlainly == "a\\u009b2J\\u202eb\\u2028")
    // Joined characters are no orders.
    #expect("👩\u{200D}🚀".shownPlainly == "👩\u{200D}🚀")
    #expect("\r\n".shownPlainly == "\\u000d\n")
    #expect("a\nb\tc".shownInOneLine == "a\\u000ab\\u0009c")
  }

  /// In JSON the text stays what it was.
  @Test func jsonMeansTheSame() throws {
    let text = "\u{1B}[31m\u{9B}\u{7F}\u{202E}\u{2028}ż"
    let json = String(decoding: try JSONEncoder().encode([text]), as: UTF8.self).shownPlainly
    #expect(!json.unicodeScalars.contains { $0.value < 0x20 || 0x7F..<0xA0 ~= $0.value })
    #expect(try JSONDecoder().decode([String].self, from: Data(json.utf8)) == [text])
  }

  @Test(arguments: [1, 2, 10, 19, 20, 21, 200])
  func linesFitTheTerminal(_ columns: Int) throws {
    let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(terminal >= 0)
    defer { close(terminal) }
    var size = winsize()
    size.ws_col = UInt16(columns)
    try #require(ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0)
    let line = TerminalLine.redrawn(String(repeating: "━", count: 300), on: terminal)
    #expect(line == "\r\u{1B}[K" + String(repeating: "━", count: columns - 1))
  }

  @Test func eightyColumnsWhereNobodySays() throws {
    let file = try #require(FileHandle(forReadingAtPath: "/dev/null"))
    let text = String(repeating: "a", count: 300)
    #expect(TerminalLine.redrawn(text, on: file.fileDescriptor).count == 79 + 4)
  }
}
