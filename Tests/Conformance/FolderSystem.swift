import Fixtures
import Foundation

/// A folder as a target.
package final class FolderSystem: ConformingSystem {
  private let folder: TemporaryFolder
  private var files: [String: FileState] = [:]

  /// What changes whenever a file is written.
  private struct FileState: Hashable {
    var inode: UInt64
    var size: Int
    var changedAt: Date
  }

  /// The target's folder.
  package var path: String { folder.path("live") }
  /// What the paths of objects in it begin with.
  private let prefix: String

  package init(objectsBelow prefix: String = "") throws {
    self.prefix = prefix
    folder = try TemporaryFolder(inMemory: true)
    try FileManager.default.createDirectory(
      atPath: folder.path("live"), withIntermediateDirectories: true)
  }

  package var entry: String {
    "{ kind: directory, path: \(folder.path("live")), inactive: off, key: name, compare: values }"
  }
  package let canDeactivate = true
  package let canRename = true

  package func place(of name: String) -> String { "desk/\(name).yaml" }

  package func text(of object: SampleObject, formerName: String?) -> String {
    let former = formerName.map { "previous_name: \($0)\n" } ?? ""
    return "name: \(object.name)\nvalue: \(object.value)\n" + former
  }

  /// The objects' files, by their paths.
  private func paths() -> [String] {
    let root = URL(fileURLWithPath: folder.path("live/\(prefix)")).resolvingSymlinksInPath().path
    let found = FileManager.default.enumerator(atPath: root)
    return (found?.compactMap { $0 as? String } ?? []).filter {
      $0.hasSuffix(".yaml") && !$0.contains("/.") && !$0.hasPrefix(".")
    }
  }

  package func objects() throws -> [SampleObject] {
    try paths().map { path in
      let text = folder.text(of: "live/\(prefix)\(path)") ?? ""
      let value = text.split(separator: "\n").first { $0.hasPrefix("value: ") }
        .flatMap { Int($0.dropFirst(7)) }
      guard let value else { throw FixtureError("\(path) is no object: \(text)") }
      return SampleObject(Self.name(of: path), value, isActive: !path.hasPrefix("off/"))
    }
  }

  private static func name(of path: String) -> String {
    (path.split(separator: "/").last.map(String.init) ?? path).replacing(".yaml", with: "")
  }

  package func identity(of name: String) throws -> String? { nil }

  package func put(_ object: SampleObject) throws {
    try folder.write(
      text(of: object, formerName: nil), to: "live/\(prefix)\(place(of: object.name))")
  }

  // MARK: Writes

  private func states() throws -> [String: FileState] {
    var states: [String: FileState] = [:]
    for path in paths() {
      let found = try FileManager.default.attributesOfItem(
        atPath: folder.path("live/\(prefix)\(path)"))
      states[path] = FileState(
        inode: (found[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0,
        size: (found[.size] as? NSNumber)?.intValue ?? 0,
        changedAt: found[.modificationDate] as? Date ?? .distantPast)
    }
    return states
  }

  package func writes() throws -> [String] {
    let now = try states()
    let changed = Set(now.keys).union(files.keys).filter { now[$0] != files[$0] }
    // Where an object went from one place to another it was written once.
    return Set(changed.map(Self.name)).sorted()
  }

  package func forgetWrites() throws { files = try states() }

  package func arm(
    _ trouble: WriteTrouble, at number: Int, kill: @escaping @Sendable () -> Void
  ) throws -> [String: String]? {
    // The fourth write of a run that is killed is its one removal.
    let (before, after) =
      number < 4
      ? ("target.object.place.before#\(number)", "target.object.placed#\(number)")
      : ("target.object.remove.before", "target.object.removed")
    switch trouble {
    case .refused: return ["DEPLOYSYNC_FAULT": "\(before):EIO"]
    case .killedBefore: return ["DEPLOYSYNC_FAULT": "\(before):kill"]
    case .killedAfter: return ["DEPLOYSYNC_FAULT": "\(after):kill"]
    }
  }

  package func disarm() {}
}
