import Domain

extension SubmoduleMove {
  /// `vendor/texts 1f2e3d4c5b..9a8b7c6d5e [9a8b7c6d5e]`, for people.
  var clause: String {
    let range =
      switch (from, to) {
      case (let from?, let to?): "\(from.short)..\(to.short)"
      case (nil, let to?): "new at \(to.short)"
      case (let from?, nil): "gone, was at \(from.short)"
      case (nil, nil): ""
      }
    return "\(path) \(range)\(Self.list(commits, after: " "))"
      + Self.list(takenBack, after: " takes back ")
  }

  private static func list(_ commits: [ObjectID]?, after word: String) -> String {
    guard let commits, !commits.isEmpty else { return "" }
    return "\(word)[\(commits.map(\.short).joined(separator: " "))]"
  }
}
