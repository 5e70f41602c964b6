import Domain
import Fixtures
import Git

extension RandomSequence {
  private static let folders = ["data/a", "data/b", "shared", "pages", "extra"]
  private static let names = [
    "one.yaml", "two.yaml", "sub/three.yaml", "sub", "four.yaml", "note.txt", "sub/deep/one.yaml",
  ]

  /// The path of a file that may be there or not.
  func path() -> String {
    if generator.chance(6) { return "top.yaml" }
    let folder = generator.pick(Self.folders) ?? "data/a"
    return "\(folder)/\(generator.pick(Self.names) ?? "one.yaml")"
  }

  /// Merges some changes to files.
  func mergeFiles() throws {
    var files = line.files.filter { $0.key != "deploysync.yaml" }
    var told: [String] = []
    if line.commits.count > 1, generator.chance(20) {
      told.append(revert(in: &files))
    } else {
      for _ in 0..<Int.random(in: 1...3, using: &generator) { told.append(try edit(&files)) }
    }
    try merge(told.joined(separator: ", "), changes(to: files))
  }

  private func changes(to files: [String: FileVersion]) -> [String: FileVersion?] {
    var changes: [String: FileVersion?] = [:]
    for path in line.files.keys where files[path] == nil && path != "deploysync.yaml" {
      // A folder that takes the file's place removes it by itself.
      if !files.keys.contains(where: { $0.hasPrefix(path + "/") }) { changes[path] = .some(nil) }
    }
    for (path, version) in files where line.files[path] != version { changes[path] = version }
    // What a file takes the place of needs no removal.
    return changes.filter { path, version in
      version != nil || !files.keys.contains { path.hasPrefix($0 + "/") }
    }
  }

  /// Takes back what an earlier commit did, as far as it still stands.
  private func revert(in files: inout [String: FileVersion]) -> String {
    let index = Int.random(in: 1..<line.commits.count, using: &generator)
    let (before, after) = (line.commits[index - 1].files, line.commits[index].files)
    for path in Set(before.keys).union(after.keys).sorted()
    where before[path] != after[path] && files[path] == after[path] && path != "deploysync.yaml" {
      set(path, before[path], in: &files)
    }
    return "revert \(line.commits[index].id.short)"
  }

  private func set(_ path: String, _ version: FileVersion?, in files: inout [String: FileVersion]) {
    guard let version else {
      files[path] = nil
      return
    }
    for other in files.keys where other.hasPrefix(path + "/") || path.hasPrefix(other + "/") {
      files[other] = nil
    }
    files[path] = version
  }

  private func edit(_ files: inout [String: FileVersion]) throws -> String {
    let existing = generator.pick(files.keys.sorted()) ?? "README.md"
    let version = files[existing]
    let other = path()
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<30:
      set(existing, try text(), in: &files)
      return "edit \(existing)"
    case ..<52:
      set(other, try text(), in: &files)
      return "write \(other)"
    case ..<64:
      files[existing] = nil
      return "delete \(existing)"
    case ..<78:
      files[existing] = nil
      set(other, version, in: &files)
      return "rename \(existing) to \(other)"
    case ..<82:
      files[existing] = nil
      set(other, try text(), in: &files)
      return "rename and edit \(existing) to \(other)"
    case ..<87:
      guard let version, version.mode != .symbolicLink else { return "nothing" }
      let mode: FileMode = version.mode == .regular ? .executable : .regular
      files[existing] = FileVersion(mode: mode, content: version.content)
      return "make \(existing) \(mode.text)"
    case ..<91:
      set("\(existing)/inside.yaml", version, in: &files)
      return "make \(existing) a folder"
    case ..<94:
      set(other, try self.version(""), in: &files)
      return "write an empty \(other)"
    case ..<97:
      set(other, version, in: &files)
      return "copy \(existing) to \(other)"
    default:
      set(other, try self.version(.symlink("one.yaml")), in: &files)
      return "link \(other)"
    }
  }

  /// Changes something on a target by hand.
  func changeByHand() throws {
    let target = generator.pick(Self.targets) ?? "alpha"
    let live = try sandbox.files(of: target)
    let existing = generator.pick(live.keys.sorted())
    if let existing, generator.chance(70) {
      if generator.chance(25) {
        try sandbox.handWrite(nil, to: existing.text, of: target)
        handMade[target, default: [:]][existing] = .some(nil)
        steps.append("by hand: remove \(existing) on \(target)")
      } else {
        try handWrite(existing, on: target)
      }
      return
    }
    let place = GitPath(generator.chance(30) ? "by-hand.txt" : path())
    let isFree = live.keys.allSatisfy { !$0.isOrIsBelow(place) && !place.isOrIsBelow($0) }
    if isFree { try handWrite(place, on: target) }
  }

  private func handWrite(_ place: GitPath, on target: String) throws {
    counter += 1
    // Now and then somebody does by hand what the repository says.
    let desired = line.files[place.text] ?? line.files["data/\(place.text)"]
    var file = FixtureFile.text("by hand \(counter)\n")
    if let desired, desired.mode != .symbolicLink, generator.chance(40) {
      file = .file(
        try sandbox.repository.blob(desired.content), executable: desired.mode == .executable)
    }
    try sandbox.handWrite(file, to: place.text, of: target)
    handMade[target, default: [:]][place] = try version(file)
    steps.append("by hand: write \(place) on \(target)")
  }
}
