import Domain

/// A `deploysync.yaml` as the sequences change it, with answers of its own to what it means.
struct ModelConfiguration: Hashable {
  struct Item: Hashable {
    var name: String
    /// Stays the same when the item gets another name.
    var origin: Int
    var paths: [String]
    var root: String?
    var after: [String] = []
    var was: String?
    /// In the order of the targets.
    var bindings: [String: Rules]
  }

  struct Rules: Hashable {
    /// The name of a schedule; nil for an ad-hoc binding.
    var schedule: String?
    var prune: PrunePolicy
  }

  var items: [Item]
  var freezes = ModelFreezes()

  /// Without the line of the version.
  var yaml: String {
    var lines = [
      "calendar:", "  schedules:",
      "    weekly: { every: week, on: [tuesday], at: \"09:30\" }",
      "    daily: { every: day, at: \"06:00\" }",
    ]
    lines += freezes.yaml(targets: Set(items.flatMap(\.bindings.keys))) + ["items:"]
    for item in items {
      lines.append("  \(item.name):")
      lines.append("    paths: [\(item.paths.map { "\"\($0)\"" }.joined(separator: ", "))]")
      if let root = item.root { lines.append("    root: \(root)") }
      if !item.after.isEmpty { lines.append("    after: [\(item.after.joined(separator: ", "))]") }
      if let was = item.was { lines.append("    was: \(was)") }
      lines.append("    targets:")
      for (target, rules) in item.bindings.sorted(by: { $0.key < $1.key }) {
        let type = rules.schedule.map { "standard, schedule: \($0)" } ?? "ad-hoc"
        lines.append("      \(target): { deployment: \(type), prune: \(rules.prune.rawValue) }")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Without the items that an error disables: a path that is not below the item's root.
  var valid: ModelConfiguration {
    ModelConfiguration(items: items.filter(\.isValid), freezes: freezes)
  }

  func item(_ name: String) -> Item? { items.first { $0.name == name } }

  func rules(_ origin: Int, _ target: String) -> Rules? {
    items.first { $0.origin == origin }?.bindings[target]
  }

  /// The places that two items would have on one target with these files.
  func conflicts(in files: [String: FileVersion]) -> Bool {
    for target in ["alpha", "beta"] {
      var seen: Set<String> = []
      for item in items where item.bindings[target] != nil {
        for path in item.content(of: files).keys where !seen.insert(item.place(of: path)).inserted {
          return true
        }
      }
    }
    return false
  }
}

extension ModelConfiguration.Item {
  /// The files that are the item's.
  func content(of files: [String: FileVersion]) -> [String: FileVersion] {
    files.filter { path, _ in paths.contains { Self.matches($0, path) } }
  }

  var isValid: Bool {
    guard let root else { return true }
    return paths.allSatisfy { $0 == root || $0.hasPrefix(root + "/") }
  }

  /// Literal paths, `FOLDER/*.yaml` and `FOLDER/**/*.yaml` are all that the sequences use.
  static func matches(_ pattern: String, _ path: String) -> Bool {
    guard let star = pattern.firstIndex(of: "*") else {
      return path == pattern || path.hasPrefix(pattern + "/")
    }
    let folder = pattern[..<star]
    guard path.hasPrefix(folder), path.hasSuffix(".yaml") else { return false }
    return pattern.contains("**") || !path.dropFirst(folder.count).contains("/")
  }

  func place(of path: String) -> String {
    guard let root, path.hasPrefix(root + "/") else { return path }
    return String(path.dropFirst(root.count + 1))
  }
}

/// The instants of the schedules that the sequences use, all in UTC.
enum ModelSchedule {
  /// 2026-01-01T00:00:00Z.
  private static let start: Int64 = 1_767_225_600
  private static let day: Int64 = 86_400
  private static let monthly: Set<Int64> = {
    let lengths: [Int64] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var instants: Set<Int64> = []
    var next = start
    for length in lengths + lengths {
      instants.insert(next)
      next += length * day
    }
    return instants
  }()

  /// All instants of any schedule up to a time, newest first, with the schedules' names.
  static func instants(until now: Int64) -> [(at: Int64, schedule: String)] {
    var instants: [(at: Int64, schedule: String)] = []
    var day = start
    while day <= now {
      if monthly.contains(day) { instants.append((day, "monthly")) }
      instants.append((day + 6 * 3600, "daily"))
      // The first of 2026 is a Thursday.
      if (day - start) / Self.day % 7 == 5 { instants.append((day + 9 * 3600 + 1800, "weekly")) }
      day += Self.day
    }
    return instants.filter { $0.at <= now }.sorted { $0.at > $1.at }
  }
}
