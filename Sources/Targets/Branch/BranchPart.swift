import Domain

/// One change of a file on its way to a branch.
struct BranchChange {
  var place: GitPath
  /// What must be there; nil for nothing.
  var expected: FileVersion?
  /// What is to be there; nil for nothing.
  var desired: FileVersion?

  /// What is there instead of what is expected, as a clause; nil where it is that.
  static func clause(expected: FileVersion?, found: LiveReading?) -> String? {
    switch (expected, found) {
    case (nil, nil): return nil
    case (_?, nil): return "it is gone"
    case (_, .unreadable(let reason)?): return "it \(reason)"
    case (nil, .object?): return "something is there now"
    case (let expected?, .object(let found)?):
      if found == expected { return nil }
      return found.content == expected.content
        ? "its mode is now \(found.mode.text)" : "its content is now \(found.content)"
    }
  }
}

/// A file of the branch is not as it was planned from.
struct BranchConflict: Error {
  var place: GitPath
  /// What is there, following the place.
  var clause: String
}

/// What goes live together for one binding: one commit.
struct BranchPart {
  var origin: WriteOrigin?
  /// In the order they were asked for.
  var writes: [BranchChange] = []

  /// One change for each place: from what the first write found to what the last one leaves.
  var changes: [BranchChange] {
    var result: [GitPath: BranchChange] = [:]
    for write in writes {
      let expected = result[write.place].map(\.expected) ?? write.expected
      result[write.place] = BranchChange(
        place: write.place, expected: expected, desired: write.desired)
    }
    return result.values.sorted { $0.place < $1.place }
  }

  /// The message of its commit: a sentence, and trailers for programs (git-interpret-trailers(1)).
  func message(objects count: Int) -> String {
    let objects = count == 1 ? "1 object" : "\(count) objects"
    guard let origin else { return "deploysync: \(objects)\n" }
    let from = origin.commits[Repositories.control].map { " from \($0.hex.prefix(10))" } ?? ""
    var text = "\(origin.verb) \(origin.binding): \(objects)\(from)\n\n"
    text += "Deploysync-Run: \(origin.run)\n"
    text += "Deploysync-Item: \(origin.binding.item)\n"
    text += "Deploysync-Target: \(origin.binding.target)\n"
    for (repository, commit) in origin.commits.sorted(by: { $0.key < $1.key }) {
      text +=
        repository == Repositories.control
        ? "Deploysync-Control: \(commit.hex)\n"
        : "Deploysync-Repository: \(repository) \(commit.hex)\n"
    }
    return text
  }
}
