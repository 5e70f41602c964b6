import Domain

/// What the other machine says is at one place.
enum SSHRecord: Hashable {
  /// With the SHA-1 of its bytes, in hexadecimal digits.
  case file(FileMode, String)
  /// With the SHA-1 of its text.
  case link(String)
  case nothing
  case emptyFolder
  case folder
  /// A noun with its article.
  case other(String)
  case unreadable(String)
  /// Its folder cannot be reached.
  case behind(SSHObstacle)

  /// The answer to `read`; nil where it is none, or was cut off.
  static func read(_ answer: [String]) -> [SSHRecord]? {
    guard answer.last == "." else { return nil }
    var words = answer.dropLast()
    var records: [SSHRecord] = []
    while let word = words.popFirst() {
      if word == "F" {
        guard let count = words.popFirst().flatMap({ Int($0) }), count > 0,
          words.count >= 2 * count
        else { return nil }
        let modes = words.prefix(count)
        words = words.dropFirst(count)
        for (mode, hash) in zip(modes, words.prefix(count)) {
          guard let mode = fileMode(mode), isHash(hash) else { return nil }
          records.append(.file(mode, hash))
        }
        words = words.dropFirst(count)
        continue
      }
      guard let record = one(word, &words) else { return nil }
      records.append(record)
    }
    return records
  }

  /// What `look` of the script says; nil where it is nothing of that.
  static func one(_ word: String, _ words: inout ArraySlice<String>) -> SSHRecord? {
    switch word {
    case "-": return .nothing
    case "e": return .emptyFolder
    case "d": return .folder
    case "f":
      guard let mode = words.popFirst().flatMap(fileMode), let hash = words.popFirst(), isHash(hash)
      else { return nil }
      return .file(mode, hash)
    case "l":
      guard let hash = words.popFirst(), isHash(hash) else { return nil }
      return .link(hash)
    case "o":
      switch words.popFirst() {
      case "pipe"?: return .other("a named pipe")
      case "socket"?: return .other("a socket")
      case "device"?: return .other("a device")
      default: return nil
      }
    case "u":
      return words.popFirst().map { .unreadable(SSHText.line($0.replacing("_", with: " "))) }
    case "n":
      guard let obstacle = SSHObstacle(&words) else { return nil }
      return .behind(obstacle)
    default: return nil
    }
  }

  /// The mode of a file by the hexadecimal digits of stat(1), `%f`.
  private static func fileMode(_ digits: some StringProtocol) -> FileMode? {
    UInt32(digits, radix: 16).map { $0 & 0o100 == 0 ? .regular : .executable }
  }

  private static func isHash(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 40
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

/// What is on the way to a place.
struct SSHObstacle: Hashable {
  enum Kind: String {
    case missing, link, file, denied, moved, gone, failed
  }

  var kind: Kind
  /// How many folders above it could be entered.
  var depth: Int
  /// Why a folder could not be made.
  var reason = ""

  /// Takes two words; nil where they are not its.
  init?(_ words: inout ArraySlice<String>) {
    guard let kind = words.popFirst().flatMap(Kind.init),
      let depth = words.popFirst().flatMap(Int.init)
    else { return nil }
    self.kind = kind
    self.depth = depth
  }

  func clause(at path: GitPath) -> String {
    switch kind {
    case .missing: "its folder \(path) does not exist"
    case .link: "\(path) is a symbolic link, not a folder"
    case .file: "\(path) is a file, not a folder"
    case .denied: "\(path): Permission denied"
    case .moved: "\(path) was replaced while it was in use"
    case .gone: "the run's own folder is gone"
    case .failed: "\(path): \(reason)"
    }
  }
}
