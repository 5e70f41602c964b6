import Domain

/// The message of a commit that adopts hand-made changes.
struct AdoptionMessage {
  private let adoption: Adoption

  init(_ adoption: Adoption) { self.adoption = adoption }

  /// Longer values are another place's business: the commit has them all.
  private static let limitLines = 20

  var text: String {
    let count = adoption.adopted.count
    let target = adoption.binding.target
    let item = adoption.binding.item
    var lines = [
      "Adopt \(count == 1 ? "a change" : "\(count) changes") made in \(target): \(item)", "",
    ]
    lines += [
      "Changed by hand in the system, and in no merge request. Seen on the",
      "target \(target) on \(adoption.seenAt.iso8601), where",
      "\(adoption.deployed.hex) was deployed.",
    ]
    for adopted in adoption.adopted {
      lines += ["", "\(adopted.object.path.quoted) \(adopted.object.change.words)"]
      let told = adopted.object.told
      lines += told.prefix(Self.limitLines).map { "  \($0)" }
      if told.count > Self.limitLines {
        lines.append("  and \(told.count - Self.limitLines) more")
      }
      if let note = adopted.note { lines.append("  (\(note))") }
    }
    lines += [
      "", "Deploysync-Adopt: \(adoption.binding)", "Deploysync-Seen: \(adoption.seenAt.iso8601)",
      "Deploysync-Deployed: \(adoption.deployed.hex)", "",
    ]
    return lines.joined(separator: "\n")
  }
}
