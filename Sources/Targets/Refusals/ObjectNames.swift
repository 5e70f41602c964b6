import Domain

/// Which names objects may have on a target that is a file tree.
enum ObjectNames {
  /// How the names of our own temporary files start.
  static let reservedPrefix = ".deploysync-"

  /// The longest name a file system takes, NAME_MAX of limits.h.
  private static let componentBytes = 255
  /// Below PATH_MAX of limits.h (4096), with room for the target's own folder.
  private static let pathBytes = 4000

  /// Why no object may have this path, a full clause; nil where it may.
  static func refusal(of path: GitPath) -> String? {
    if path.isRoot { return "its path is empty" }
    if path.bytes.count > pathBytes { return "its path is longer than \(pathBytes) bytes" }
    for component in path.components {
      if let reason = refusal(ofComponent: component) { return reason }
    }
    return nil
  }

  private static func refusal(ofComponent name: ArraySlice<UInt8>) -> String? {
    if name.isEmpty { return "its path has an empty component" }
    if name.elementsEqual(".".utf8) { return "its path has a component `.`" }
    if name.elementsEqual("..".utf8) { return "its path leads upwards by `..`" }
    if name.count > componentBytes {
      return "its path has a component longer than \(componentBytes) bytes"
    }
    if isPlain(name) { return nil }
    let text = String(decoding: name, as: UTF8.self)
    if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "its path has a control character"
    }
    if isGitFolder(text) {
      return "its component \(GitPath(bytes: name)) is, or is on some systems, git's own folder"
    }
    if text.lowercased().hasPrefix(reservedPrefix) {
      return "names that start with \(reservedPrefix) are reserved for temporary files"
    }
    return nil
  }

  /// Whether nothing of what is looked for below can be in the name: all of it is printable ASCII,
  /// and neither a name of git's folder nor one of ours begins so.
  private static func isPlain(_ name: ArraySlice<UInt8>) -> Bool {
    if [UInt8(ascii: "."), UInt8(ascii: "g"), UInt8(ascii: "G")].contains(name.first) {
      return false
    }
    return name.allSatisfy { (0x20..<0x7f).contains($0) }
  }

  /// Whether a system takes the name for `.git`: in any case; with characters that HFS+ leaves out;
  /// and on NTFS as the short name `git~1`, with spaces and dots at its end, or with the name of a
  /// stream (git's `is_hfs_dotgit` and `is_ntfs_dotgit`).
  private static func isGitFolder(_ text: String) -> Bool {
    let seen = text.unicodeScalars.filter { !isIgnoredByHFS($0) }
    var plain = String(String.UnicodeScalarView(seen)).lowercased()
    if let end = plain.firstIndex(where: { $0 == ":" || $0 == "\\" }) {
      plain = String(plain[..<end])
    }
    while plain.last == " " || plain.last == "." { plain.removeLast() }
    return plain == ".git" || plain == "git~1"
  }

  /// The code points that HFS+ ignores in names (git's utf8.c, `next_hfs_char`).
  private static func isIgnoredByHFS(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200c...0x200f, 0x202a...0x202e, 0x206a...0x206f, 0xfeff: true
    default: false
    }
  }
}
