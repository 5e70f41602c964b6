import Domain
import Fixtures
import Git

extension ExceptionSequence {
  /// Merges a random change. Returns whether it may have taken an earlier one back.
  @discardableResult
  func mergeSomething() throws -> Bool {
    if isSpread {
      try bench.go(to: generator.chance(50) ? Repositories.control : "managed")
    }
    let before = try bench.texts(in: bench.tree)
    let kind = Int.random(in: 0..<100, using: &generator)
    let isDirect = generator.chance(50)
    var takesBack = false
    switch kind {
    case ..<18: takesBack = try revert()
    case ..<32: takesBack = try mergeOldSide()
    default:
      var files = before
      let told = edit(&files)
      guard files != before else { return false }
      takesBack = told.hasPrefix("delete") || told.hasPrefix("rename")
      try bench.merge(told, Self.changes(before, files), direct: isDirect)
      steps.append("merge \(bench.head.short): \(told)\(isDirect ? ", squashed" : "")")
    }
    guard line.last != bench.head else { return false }
    line.append(bench.head)
    let after = try bench.texts(in: bench.tree)
    let old = Self.lines(before)
    for text in Self.lines(after).subtracting(old) {
      introducers[text, default: []].append(bench.head)
    }
    // Text that only changes its file comes a second time, too.
    for (path, text) in after where before[path] != text {
      let known = Self.lines(["": before[path] ?? ""])
      for line in Self.lines(["": text]).subtracting(known) where old.contains(line) {
        introducers[line, default: []].append(bench.head)
      }
    }
    return takesBack
  }

  static func lines(_ files: [String: String]) -> Set<String> {
    Set(files.values.flatMap { $0.split(separator: "\n").map(String.init) })
  }

  static func changes(_ old: [String: String], _ new: [String: String]) -> [String: String?] {
    var changes: [String: String?] = [:]
    for path in old.keys where new[path] == nil { changes[path] = .some(nil) }
    for (path, text) in new where old[path] != text { changes[path] = text }
    return changes
  }

  /// Edits the files and tells how.
  private func edit(_ files: inout [String: String]) -> String {
    counter += 1
    let mark = bench.current == Repositories.control ? "" : "m"
    let path = generator.pick(files.keys.sorted()) ?? "data/\(mark)a.yaml"
    let lines = (files[path] ?? "").split(separator: "\n").map(String.init)
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<60:
      guard !lines.isEmpty else { return "nothing" }
      var edited = lines
      let index = Int.random(in: lines.indices, using: &generator)
      edited[index] = "v\(counter)"
      if generator.chance(20) { edited[(index + 1) % lines.count] = "w\(counter)" }
      files[path] = edited.map { $0 + "\n" }.joined()
      return "line \(index + 1) of \(path)"
    case ..<68:
      var edited = lines
      edited.insert("v\(counter)", at: Int.random(in: 0...lines.count, using: &generator))
      files[path] = edited.map { $0 + "\n" }.joined()
      return "insert into \(path)"
    case ..<80:
      let other = "data/\(mark)new\(counter % 3).yaml"
      files[other] = (1...4).map { "n\(counter)-\($0)\n" }.joined()
      return "write \(other)"
    case ..<88 where files.count > 1:
      files[path] = nil
      return "delete \(path)"
    default:
      let other = "data/\(mark)moved\(counter % 3).yaml"
      guard files[other] == nil else { return "nothing" }
      files[other] = files[path]
      files[path] = nil
      return "rename \(path) to \(other)"
    }
  }

  /// Takes an earlier merge back where that is possible without a conflict.
  private func revert() throws -> Bool {
    guard line.count > 1 else { return false }
    let index = Int.random(in: max(1, line.count - 5)..<line.count, using: &generator)
    let (before, after) = try (
      bench.repository.link(line[index - 1]).tree, bench.repository.link(line[index]).tree
    )
    let merged = try bench.repository.mergeTrees(
      ancestor: after, ours: bench.tree, theirs: before)
    guard let tree = merged.tree, tree != bench.tree else { return false }
    let name = line[index].short
    try bench.merge("Revert \(name)", tree: tree, direct: generator.chance(50))
    steps.append("merge \(bench.head.short): revert \(name)")
    return true
  }

  /// Merges a side branch that began some commits ago.
  private func mergeOldSide() throws -> Bool {
    guard let base = generator.pick(line.suffix(4)) else { return false }
    let baseTree = try bench.repository.link(base).tree
    let old = try bench.texts(in: baseTree)
    var files = old
    let told = edit(&files)
    var versions: [GitPath: FileVersion?] = [:]
    for (path, text) in Self.changes(old, files) {
      versions[GitPath(path)] = .some(
        try text.map {
          FileVersion(mode: .regular, content: try bench.repository.writeBlob(Array($0.utf8)))
        })
    }
    let side = try bench.repository.replacing(versions, in: baseTree)
    let merged = try bench.repository.mergeTrees(
      ancestor: baseTree, ours: bench.tree, theirs: side)
    guard let tree = merged.tree, tree != bench.tree else { return false }
    let commit = try bench.commit(told, side, [base])
    try bench.advance(
      to: bench.commit("Merge branch 'old'\n\n\(told)", tree, [bench.head, commit]))
    steps.append("merge \(bench.head.short): \(told), begun at \(base.short)")
    return told.hasPrefix("delete") || told.hasPrefix("rename")
  }
}
