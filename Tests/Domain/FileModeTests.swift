import Domain
import Testing

struct FileModeTests {
  @Test func `modes are git's, in six digits`() {
    let modes: [FileMode: String] = [
      .folder: "040000", .regular: "100644", .executable: "100755", .symbolicLink: "120000",
      .submodule: "160000",
    ]
    for (mode, text) in modes {
      #expect(mode.text == text)
      #expect(UInt32(text, radix: 8).flatMap(FileMode.init(raw:)) == mode)
    }
  }

  @Test func `older spellings are read as the mode they stand for`() {
    #expect(FileMode(raw: 0o100664) == .regular)
    #expect(FileMode(raw: 0o100600) == .regular)
    #expect(FileMode(raw: 0o100775) == .executable)
    #expect(FileMode(raw: 0o020000) == nil)
    #expect(FileMode(raw: 0) == nil)
  }
}
