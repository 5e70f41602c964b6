package import Domain

extension Repository {
  /// Stores a commit; no reference moves. The message is kept byte by byte.
  ///
  /// - Throws: `InvalidObjectError` for an empty name or address or a NUL in the message,
  ///   `RepositoryError` where the tree or a parent is missing, `GitError` where it cannot be
  ///   written.
  package func createCommit(
    tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String
  ) throws -> ObjectID {
    try write(
      commitContent(
        tree: tree, parents: parents, author: author, committer: committer, message: message),
      .commit)
  }

  /// The bytes of a commit object without a signature: what a signature is made of. Nothing of it
  /// is stored but the tree, where it is one of `filteredTree`.
  ///
  /// - Throws: As `createCommit`.
  package func commitContent(
    tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String
  ) throws -> [UInt8] {
    guard !message.utf8.contains(0) else {
      throw InvalidObjectError.commit(reason: "the message has a NUL")
    }
    for parent in parents { _ = try link(parent) }
    _ = try rawTree(tree)
    try persist(tree)
    var text = "tree \(tree.hex)\n"
    for parent in parents { text += "parent \(parent.hex)\n" }
    text += "author \(try line(author))\ncommitter \(try line(committer))\n\n\(message)"
    return Array(text.utf8)
  }

  /// `NAME <MAIL> SECONDS ±HHMM`, without what git leaves out of names and addresses as well
  /// (`strbuf_addstr_without_crud` in git's ident.c).
  private func line(_ signature: Signature) throws -> String {
    let name = Self.cleaned(signature.person.name)
    let mail = Self.cleaned(signature.person.email)
    guard !name.isEmpty, !mail.isEmpty else {
      throw InvalidObjectError.commit(reason: "the name or mail address of its author is empty")
    }
    let minutes = abs(signature.offsetMinutes)
    let zone = String(10_000 + minutes / 60 * 100 + minutes % 60).dropFirst()
    let sign = signature.offsetMinutes < 0 ? "-" : "+"
    return "\(name) <\(mail)> \(signature.time.seconds) \(sign)\(zone)"
  }

  private static func cleaned(_ text: String) -> String {
    func isCrud(_ byte: UInt8) -> Bool { byte <= 0x20 || ".,:;<>\"\\'".utf8.contains(byte) }
    let dropped: [UInt8] = [0x00, 0x0a, UInt8(ascii: "<"), UInt8(ascii: ">")]
    var bytes = Array(text.utf8)[...]
    while let first = bytes.first, isCrud(first) { bytes = bytes.dropFirst() }
    while let last = bytes.last, isCrud(last) { bytes = bytes.dropLast() }
    return String(decoding: bytes.filter { !dropped.contains($0) }, as: UTF8.self)
  }
}
