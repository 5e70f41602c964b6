/// One path whose recorded and merged versions differ.
package struct Change: Hashable, Sendable {
  /// The kinds, by the words of the JSON output.
  package enum Kind: String, Sendable, Hashable {
    case added, modified, deleted, renamed, typeChanged
  }

  package var kind: Kind
  /// The path at head; for `deleted` the recorded one.
  package var path: GitPath
  /// The repository the path is in; `control` is the control repository.
  package var repository: String { path.repository }
  /// Where a renamed file was before.
  package var from: GitPath?
  /// The recorded version; nil where it is added.
  package var old: FileVersion?
  /// The version to deploy; nil where it is deleted.
  package var new: FileVersion?

  package init(
    kind: Kind, path: GitPath, from: GitPath? = nil, old: FileVersion?, new: FileVersion?
  ) {
    self.kind = kind
    self.path = path
    self.from = from
    self.old = old
    self.new = new
  }
}

/// The names of repositories.
package enum Repositories {
  /// The control repository: the one that holds `deploysync.yaml`.
  package static let control = "control"
}
