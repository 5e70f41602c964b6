import Domain

/// A place as a program knows it: the path of the object while it is active, and whether it is.
struct CommandPlace: Hashable {
  var text: String
  var isActive: Bool

  /// Nil where the path is no UTF-8, which JSON cannot say.
  init?(_ path: GitPath) {
    let active = path.relative(to: DeactivatedPlaces.folder) ?? path
    guard let text = String(validating: active.bytes, as: UTF8.self) else { return nil }
    self.text = text
    isActive = active == path
  }

  init(text: String, isActive: Bool) {
    self.text = text
    self.isActive = isActive
  }
}

/// What a program says of itself.
struct CommandDescription: Hashable {
  var canDelete = false
  var movesAtOnce = false
  var canDeactivate = false
  var findsByContent = false
  /// Of how many objects one request may ask.
  var readsAtOnce = 1
  var modes: Set<FileMode> = [.regular]

  /// Reads the answer to `describe`.
  init(_ answer: DescribeAnswer) throws(UnusableAnswer) {
    let number = answer.protocol
    guard number == CommandProgram.version else {
      let spoken =
        number.map { "it speaks version \($0) of the protocol" } ?? "it has no `protocol`"
      throw UnusableAnswer(clause: "\(spoken), and version \(CommandProgram.version) is expected")
    }
    canDelete = answer.delete ?? false
    movesAtOnce = answer.move ?? false
    canDeactivate = answer.deactivate ?? false
    findsByContent = answer.findsByContent ?? false
    readsAtOnce = answer.readsAtOnce ?? 1
    guard (1...10_000).contains(readsAtOnce) else {
      throw UnusableAnswer(clause: "its `readsAtOnce` is not from 1 to 10000")
    }
    guard movesAtOnce || !canDeactivate else {
      throw UnusableAnswer(clause: "it has `deactivate` without `move`")
    }
    guard let words = answer.modes else { return }
    modes = []
    for word in words {
      guard let mode = Self.modes[word] else {
        throw UnusableAnswer(clause: "its `modes` are not of 100644, 100755 and 120000")
      }
      modes.insert(mode)
    }
  }

  init() {}

  /// The modes of objects, as git writes them.
  static let modes: [String: FileMode] = Dictionary(
    uniqueKeysWithValues: [FileMode.regular, .executable, .symbolicLink].map { ($0.text, $0) })
}
