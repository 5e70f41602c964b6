/// What an entry of a git tree is: git's five modes (gitformat-tree; older spellings such as
/// 100664 are read as the mode they stand for).
package enum FileMode: UInt32, Sendable, Hashable {
  case folder = 0o040000
  case regular = 0o100644
  case executable = 0o100755
  case symbolicLink = 0o120000
  /// A commit of another repository (a submodule).
  case submodule = 0o160000

  /// Reads a mode as it stands in a tree; nil where it is none of git's.
  package init?(raw: UInt32) {
    switch raw & 0o170000 {
    case 0o040000: self = .folder
    case 0o100000: self = raw & 0o100 == 0 ? .regular : .executable
    case 0o120000: self = .symbolicLink
    case 0o160000: self = .submodule
    default: return nil
    }
  }

  /// The mode as git prints it: six octal digits.
  package var text: String {
    let digits = String(rawValue, radix: 8)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }
}

/// One file as git keeps it: its mode and the ID of its content.
package struct FileVersion: Hashable, Sendable {
  /// What kind of file it is; never `.folder`.
  package var mode: FileMode
  /// The blob, or for a submodule the commit.
  package var content: ObjectID

  package init(mode: FileMode, content: ObjectID) {
    self.mode = mode
    self.content = content
  }
}
