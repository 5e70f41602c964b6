import Domain
import Foundation
import Glibc

@testable import Targets

/// A folder for one test: `root` is the target, and what lies beside it is not.
final class Scratch {
  let base: String
  let root: String

  /// In memory, where the system has such a place, syncing costs nothing.
  init(_ files: [String: String] = [:], inMemory: Bool = false) throws {
    let isPossible = inMemory && access("/dev/shm", W_OK) == 0
    base = (isPossible ? "/dev/shm/" : NSTemporaryDirectory()) + "targets-\(UUID().uuidString)"
    root = base + "/root"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    for (path, text) in files { try write(path, text) }
  }

  deinit { try? FileManager.default.removeItem(atPath: base) }

  var writer: DirectoryWriter { get throws { try DirectoryWriter(path: root) } }
  var reader: DirectoryReader { get throws { try DirectoryReader(path: root) } }

  func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: root + "/" + path, withIntermediateDirectories: true)
  }

  func write(_ path: String, _ text: String, mode: Int = 0o644) throws {
    let full = root + "/" + path
    let folder = (full as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: full))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: full)
  }

  func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: root + "/" + path, withDestinationPath: target)
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: root + "/" + path)
  }

  func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: root + "/" + path).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// The permission bits, in octal.
  func mode(_ path: String) -> String? {
    var status = stat()
    guard lstat(root + "/" + path, &status) == 0 else { return nil }
    return String(status.st_mode & 0o7777, radix: 8)
  }

  /// Everything below a folder, sorted: folders with a slash, links with their target.
  func listing(of folder: String? = nil) -> [String] {
    let folder = folder ?? root
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.map { name in
      let full = folder + "/" + name
      if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: full) {
        return "\(name) -> \(target)"
      }
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
      return isFolder.boolValue ? name + "/" : name
    }.sorted()
  }
}

/// A version of this mode and text.
func version(_ text: String, _ mode: FileMode = .regular) -> FileVersion {
  FileVersion(mode: mode, content: BlobHash.id(of: Array(text.utf8)))
}

func desired(_ path: String, _ text: String, _ mode: FileMode = .regular) -> DesiredObject {
  DesiredObject(path: GitPath(path), version: version(text, mode)) { Array(text.utf8) }
}

func put(
  _ path: String, _ text: String, _ mode: FileMode = .regular, over old: FileVersion? = nil
) -> ObjectWrite {
  .put(desired(path, text, mode), expected: old)
}

func remove(_ path: String, _ old: FileVersion) -> ObjectWrite {
  .remove(GitPath(path), expected: old)
}

extension TargetWriter {
  /// Writes a batch that nothing stops.
  func write(_ batch: ObjectWrite...) -> [WriteOutcome] { write(batch, mayContinue: {}) }
}

/// Runs a program and returns its standard output and exit code.
@discardableResult
func run(_ arguments: [String], in folder: String? = nil) throws -> (output: String, code: Int32) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = arguments
  if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
  let output = Pipe()
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (String(decoding: data, as: UTF8.self), process.terminationStatus)
}

extension GitPath: ExpressibleByStringLiteral {
  /// Only in these tests, where paths are literals.
  public init(stringLiteral text: String) { self.init(text) }
}
