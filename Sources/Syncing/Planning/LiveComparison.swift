import Differences
package import Domain
package import Git
package import Targets
import YAMLEditing

/// Tells whether what is on a target counts as a version of ours, by how the target compares.
///
/// Each content is read once, and only where the versions are not the same anyway.
package final class LiveComparison {
  private struct Key: Hashable {
    var place: GitPath
    var version: FileVersion
    var isLive: Bool
  }

  private let reader: any TargetReader
  private let repository: Repository
  private var known: [Key: FileVersion] = [:]

  package init(_ reader: any TargetReader, in repository: Repository) {
    self.reader = reader
    self.repository = repository
  }

  /// Whether the live object is what the version stands for; nothing is the same as nothing.
  ///
  /// Throws `TargetError` and `RepositoryError` where a content cannot be read.
  package func isSame(
    _ live: LiveObject?, _ version: FileVersion?, at place: GitPath
  ) throws -> Bool {
    guard let live, let version else { return live == nil && version == nil }
    if live == version { return true }
    return try identity(ofLive: live, at: place) == identity(of: version, at: place)
  }

  /// The same of what was read at the place: what cannot be read is no version of ours.
  package func isSame(
    _ reading: LiveReading?, _ version: FileVersion?, at place: GitPath
  ) throws -> Bool {
    switch reading {
    case nil: version == nil
    case .object(let live): try isSame(live, version, at: place)
    case .unreadable: false
    }
  }

  /// Whether a version of ours has all changes that were made by hand since a recorded one, so that
  /// writing it loses nothing of them: merging them into it changes nothing.
  func includes(
    _ version: FileVersion, changesTo live: LiveObject?, since recorded: FileVersion?,
    at place: GitPath
  ) throws -> Bool {
    guard let live, let recorded,
      [live, recorded, version].allSatisfy({ [.regular, .executable].contains($0.mode) }),
      live.mode == version.mode || live.mode == recorded.mode
    else { return false }
    let ancestor = try repository.blob(recorded.content)
    guard let content = try reader.content(of: live, at: place, like: ancestor) else {
      return false
    }
    let ours = try repository.blob(version.content)
    let theirs = try inOurForm(content, of: live, at: place, as: ancestor).bytes
    return try Repository.mergeLines(ancestor: ancestor, ours: ours, theirs: theirs) == ours
  }

  /// A live content as we would write it: where the target compares by values, our text with its
  /// values, since its own layout says nothing.
  func inOurForm(
    _ content: [UInt8], of live: LiveObject, at place: GitPath, as ours: [UInt8]
  ) throws -> ContentEdit {
    guard try comparesValues(at: place, of: ours) else {
      return ContentEdit(bytes: content, rewritten: .nothing)
    }
    // What cannot be read for certain, or edited, is taken as it is: our comments are not in it.
    guard let value = ContentDifference.value(of: content, name: place.text),
      let edit = ContentEdit.edit(ours, to: value, name: place.text)
    else { return ContentEdit(bytes: content, rewritten: .whole) }
    return edit
  }

  /// Whether the target takes two texts with the same values for the same at the place: one that is
  /// YAML and JSON counts as something else than itself then, or ours as the same with an empty line
  /// above it.
  private func comparesValues(at place: GitPath, of ours: [UInt8]) throws -> Bool {
    func identity(_ text: [UInt8]) throws -> (FileVersion, isOther: Bool) {
      let version = FileVersion(mode: .regular, content: Repository.blobID(of: text))
      let identity = try reader.identity(of: version, at: place) { text }
      return (identity, identity != version)
    }
    if try identity(Array("{\"a\": 1}".utf8)).isOther { return true }
    return try identity(ours).0 == identity([UInt8(ascii: "\n")] + ours).0
  }

  /// What a version of ours counts as at the place.
  package func identity(of version: FileVersion, at place: GitPath) throws -> FileVersion {
    try identity(Key(place: place, version: version, isLive: false)) {
      try repository.blob(version.content)
    }
  }

  /// What a live object counts as. One that is another by now counts as itself alone.
  package func identity(ofLive live: LiveObject, at place: GitPath) throws -> FileVersion {
    try identity(Key(place: place, version: live, isLive: true)) {
      guard let content = try reader.content(of: live, at: place) else { throw Moved() }
      return content
    }
  }

  private struct Moved: Error {}

  private func identity(
    _ key: Key, content: () throws -> [UInt8]
  ) throws -> FileVersion {
    if let identity = known[key] { return identity }
    let identity: FileVersion
    do {
      identity = try reader.identity(of: key.version, at: key.place, content: content)
    } catch is Moved {
      identity = key.version
    }
    known[key] = identity
    return identity
  }
}
