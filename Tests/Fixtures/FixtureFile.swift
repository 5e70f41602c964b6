/// What stands at a path of a fixture's commit.
package enum FixtureFile: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// A file's bytes, executable or not.
  case file([UInt8], executable: Bool)
  /// A symbolic link to the text.
  case symlink(String)
  /// A submodule at the commit with this hex ID.
  case submodule(String)

  package init(stringLiteral value: String) {
    self = .text(value)
  }

  /// A file that is not executable.
  package static func text(_ text: String) -> FixtureFile {
    .file(Array(text.utf8), executable: false)
  }

  /// A file that is executable.
  package static func executable(_ text: String) -> FixtureFile {
    .file(Array(text.utf8), executable: true)
  }

  /// The mode as git writes it.
  package var mode: String {
    switch self {
    case .file(_, let executable): executable ? "100755" : "100644"
    case .symlink: "120000"
    case .submodule: "160000"
    }
  }
}
