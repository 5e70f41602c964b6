import Configuration
import Domain
import Foundation
import Testing

/// Who may write the operator's file.
@Suite final class TargetsFileLoadingTests {
  let folder: URL
  var path: String { folder.appending(path: "targets.yaml").path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "targets-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(mode: Int) throws {
    try "targets: { live: { kind: directory, path: /srv/live } }"
      .write(toFile: path, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  func refusal() throws -> ConfigurationError {
    try #require(throws: ConfigurationError.self) {
      try TargetsFile.load(path: self.path, userID: getuid())
    }
  }

  @Test(arguments: [0o600, 0o644, 0o444, 0o400, 0o755])
  func `a file that its owner alone can write is read`(_ mode: Int) throws {
    try write(mode: mode)
    let file = try TargetsFile.load(path: path, userID: getuid())
    #expect(file?.targets["live"]?.kind == .directory(path: "/srv/live"))
  }

  @Test(arguments: [0o620, 0o602, 0o666, 0o664, 0o777])
  func `a file that others can write is refused`(_ mode: Int) throws {
    try write(mode: mode)
    let error = try refusal()
    #expect(
      error.problems.map(\.message) == [
        "expected a file that its owner alone can write, found one that others can write"
      ])
    #expect(error.hints == ["look at it, then run `chmod go-w \(path)`"])
  }

  @Test func `a file of somebody else is refused, but not root's`() throws {
    try write(mode: 0o600)
    let stranger = getuid() + 1
    guard getuid() != 0 else {
      // Run by root, the file is root's.
      #expect(try TargetsFile.load(path: path, userID: stranger) != nil)
      #expect(chown(path, 1234, 1234) == 0)
      #expect(
        try refusal().problems.map(\.message) == [
          "expected a file of user 0 or root, found one of user 1234"
        ])
      #expect(try TargetsFile.load(path: path, userID: 1234) != nil)
      return
    }
    let error = try #require(throws: ConfigurationError.self) {
      try TargetsFile.load(path: self.path, userID: stranger)
    }
    #expect(
      error.problems.map(\.message) == [
        "expected a file of user \(stranger) or root, found one of user \(getuid())"
      ])
  }

  @Test func `no file is none`() throws {
    #expect(try TargetsFile.load(path: path, userID: getuid()) == nil)
    #expect(try TargetsFile.load(path: path + "/x", userID: getuid()) == nil)
    try write(mode: 0o600)
    #expect(try TargetsFile.load(path: path + "/x", userID: getuid()) == nil)
  }

  @Test func `a symbolic link is refused with the way to go on`() throws {
    try write(mode: 0o600)
    let link = folder.appending(path: "link").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    let error = try #require(throws: ConfigurationError.self) {
      try TargetsFile.load(path: link, userID: getuid())
    }
    #expect(error.problems.map(\.message) == ["expected a file, found a symbolic link"])
    #expect(error.hints == ["name the file that it leads to with `--targets`"])
  }

  @Test func `a folder or a pipe is refused and not waited for`() throws {
    #expect(
      try #require(throws: ConfigurationError.self) {
        try TargetsFile.load(path: self.folder.path, userID: getuid())
      }.problems.map(\.message) == ["expected a plain file"])
    #expect(mkfifo(path, 0o600) == 0)
    #expect(try refusal().problems.map(\.message) == ["expected a plain file"])
  }

  @Test func `what is in the file is checked, and problems name its path`() throws {
    try "target: {}".write(toFile: path, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let error = try refusal()
    #expect(error.problems.allSatisfy { $0.file == self.path })
    #expect(error.problems.count == 2)
  }

  @Test func `a file that never ends is not read for ever`() throws {
    try write(mode: 0o600)
    #expect(truncate(path, 1 << 33) == 0)
    #expect(
      try refusal().problems.map(\.message) == [
        "the file has 4194305 bytes, expected at most 4194304"
      ])
  }
}
