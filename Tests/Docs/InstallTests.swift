import Fixtures
import Foundation
import Testing

/// `make install` and `make uninstall`, with the program that was built for the tests.
@Suite struct InstallTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func make(_ target: String) throws {
    let result = try Program.run(
      "make",
      [
        "-s", target, "PROGRAM=\(try BuiltBinary.path)", "PREFIX=/usr",
        "DESTDIR=\(folder.path("root"))",
      ], in: DocumentSession.root, environment: HermeticEnvironment.variables(home: folder.path),
      timeLimitSeconds: 120)
    try #require(result.status == 0, "\(result.text)\(result.errorText)")
  }

  private func installed() -> [String] {
    let files = FileManager.default.enumerator(atPath: folder.path("root"))
    return (files?.allObjects as? [String] ?? []).filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(
        atPath: folder.path("root/\(path)"), isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }

  @Test func `install puts all in its place, and uninstall takes all away`() throws {
    try make("install")
    let files = installed()
    for path in [
      "usr/bin/deploysync", "usr/share/bash-completion/completions/deploysync",
      "usr/share/zsh/site-functions/_deploysync",
      "usr/share/fish/vendor_completions.d/deploysync.fish", "usr/share/man/man1/deploysync.1",
      "usr/share/man/man1/deploysync-queued.1",
    ] { #expect(files.contains(path), "\(files)") }
    let version = try Program.run(
      folder.path("root/usr/bin/deploysync"), ["--version"], in: folder.path,
      environment: HermeticEnvironment.variables(home: folder.path))
    #expect(version.status == 0)

    try folder.write("kept\n", to: "root/usr/share/man/man1/other.1")
    try make("uninstall")
    #expect(installed() == ["usr/share/man/man1/other.1"])
  }
}
