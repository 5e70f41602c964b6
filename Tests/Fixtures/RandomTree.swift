/// The files of one commit of a random history; no file stands where a folder is.
struct RandomTree {
  private(set) var files: [String: FixtureFile]

  init(files: [String: FixtureFile] = [:]) {
    self.files = files
  }

  /// Puts a file at a path, or removes it; what stands in its way goes.
  mutating func set(_ path: String, _ file: FixtureFile?) {
    guard let file else {
      files[path] = nil
      return
    }
    for below in files.keys where below.hasPrefix("\(path)/") { files[below] = nil }
    var above = path[...]
    while let slash = above.lastIndex(of: "/") {
      above = above[..<slash]
      files[String(above)] = nil
    }
    files[path] = file
  }

  /// Does one thing that a person may do to a tree.
  mutating func edit(using generator: inout SeededGenerator, items: [String]) {
    let existing = generator.pick(files.keys.sorted())
    guard let existing, let file = files[existing] else {
      return set(Self.path(&generator, items), Self.content(&generator))
    }
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<35: set(existing, Self.content(&generator))
    case ..<60: set(Self.path(&generator, items), Self.content(&generator))
    case ..<70: set(existing, nil)
    case ..<80:
      set(existing, nil)
      set(Self.path(&generator, items), file)
    case ..<86:
      if case .file(let bytes, let executable) = file {
        set(existing, .file(bytes, executable: !executable))
      }
    case ..<90: set(existing, .symlink("first.yaml"))
    case ..<94: set("\(existing)/inside.yaml", file)
    case ..<97:
      if let slash = existing.lastIndex(of: "/") {
        set(String(existing[..<slash]), Self.content(&generator))
      }
    default:
      if let slash = existing.firstIndex(of: "/") {
        for path in files.keys where path.hasPrefix(existing[...slash]) { set(path, nil) }
      }
    }
  }

  private static func path(_ generator: inout SeededGenerator, _ items: [String]) -> String {
    let names = [
      "first.yaml", "a.yaml", "b.yaml", "with space.yaml", "über.yaml", "日本.yaml", "sub/a.yaml",
      "sub/deep/c.yaml", "sub dir/ä.yaml", "\"quoted\".yaml", "a", "a.yaml.bak", "sub",
    ]
    let name = generator.pick(names) ?? "a.yaml"
    guard generator.chance(85), let item = generator.pick(items) else {
      return generator.chance(50) ? name : "shared/\(name)"
    }
    return "\(item)/\(name)"
  }

  private static func content(_ generator: inout SeededGenerator) -> FixtureFile {
    let number = Int.random(in: 0..<6, using: &generator)
    guard generator.chance(30) else { return .text("v\(number)\n") }
    return .text((0...number).map { "line \($0 * number)\n" }.joined())
  }
}
