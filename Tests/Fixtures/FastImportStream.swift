/// Commits in the format of git-fast-import(1).
struct FastImportStream {
  /// The ref that commits without a ref of their own are made on; it is gone at the end.
  private static let scratch = "refs/fixtures/scratch"
  private let written: [Mark: String]
  private var bytes: [UInt8] = []
  private var usesScratch = false

  init(written: [Mark: String]) {
    self.written = written
  }

  mutating func append(_ commit: FixtureCommit) {
    let ref = commit.ref ?? Self.scratch
    usesScratch = usesScratch || commit.ref == nil
    // A commit without "from" would continue its ref, so that a root starts from nothing.
    if commit.parents.isEmpty { line("reset \(ref)") }
    line("commit \(ref)")
    line("mark \(commit.mark)")
    line("author \(signature(commit.author, commit.authoredAt))")
    line("committer \(signature(commit.committer, commit.committedAt))")
    data(Array(commit.message.utf8) + [0x0a])
    for (place, parent) in commit.parents.enumerated() {
      line("\(place == 0 ? "from" : "merge") \(name(parent))")
    }
    switch commit.files {
    case .snapshot(let files):
      line("deleteall")
      for (path, file) in files.sorted(by: { $0.key < $1.key }) { modify(path, file) }
    case .changes(let changes):
      let sorted = changes.sorted { $0.key < $1.key }
      for (path, file) in sorted where file == nil { line("D \(quoted(path))") }
      for (path, file) in sorted { if let file { modify(path, file) } }
    }
    line("")
  }

  mutating func reset(_ ref: String, to mark: Mark) {
    line("reset \(ref)")
    line("from \(name(mark))")
    line("")
  }

  mutating func finished() -> [UInt8] {
    if usesScratch {
      line("reset \(Self.scratch)")
      line("from \(String(repeating: "0", count: 40))")
      line("")
    }
    line("done")
    return bytes
  }

  private mutating func modify(_ path: String, _ file: FixtureFile) {
    switch file {
    case .file(let content, _):
      line("M \(file.mode) inline \(quoted(path))")
      data(content)
    case .symlink(let target):
      line("M \(file.mode) inline \(quoted(path))")
      data(Array(target.utf8))
    case .submodule(let commit):
      line("M \(file.mode) \(commit) \(quoted(path))")
    }
  }

  private mutating func line(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    bytes.append(0x0a)
  }

  private mutating func data(_ content: [UInt8]) {
    line("data \(content.count)")
    bytes.append(contentsOf: content)
    bytes.append(0x0a)
  }

  private func name(_ mark: Mark) -> String {
    written[mark] ?? mark.description
  }

  private func signature(_ person: Person, _ time: Int64) -> String {
    "\(person.name) <\(person.email)> \(time) +0000"
  }

  private func quoted(_ path: String) -> String {
    var result = "\""
    for scalar in path.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
