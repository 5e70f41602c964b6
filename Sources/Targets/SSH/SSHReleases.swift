import Domain

/// Where a folder on another machine has its releases: laid out as `ReleaseLayout` says.
final class SSHReleases {
  let agent: SSHAgent
  let view: SSHView

  /// What is in the folder.
  struct Facts: Hashable {
    /// The release that is live; nil where there is none yet.
    var current: Int?
    /// The numbers of all releases.
    var numbers: [Int]
    /// The releases that a killed run had built and not made live.
    var pending: [Int]
  }

  init(_ agent: SSHAgent) {
    self.agent = agent
    view = SSHView(agent)
  }

  /// What is in the folder now. Throws `TargetError` where it holds something else than releases: what
  /// lies there would no longer be live.
  func facts() throws(TargetError) -> Facts {
    let answer = try agent.ask("facts")
    guard answer.count == 6, answer[0] == "facts" else { throw agent.unusable("facts") }
    func numbers(_ word: String) -> [Int] { word.split(separator: ",").compactMap { Int($0) } }
    var facts = Facts(numbers: numbers(answer[3]), pending: numbers(answer[4]))
    if answer[2] == "o" { throw notReleases("`releases` is no folder") }
    if answer[1].hasPrefix("l:") {
      let text = String(
        decoding: SSHView.bytes(String(answer[1].dropFirst(2))) ?? [], as: UTF8.self)
      guard text.hasPrefix("releases/"),
        let number = ReleaseLayout.number(of: EntryName(String(text.dropFirst(9))))
      else { throw notReleases("`current` leads to \(SSHText.line(text))") }
      facts.current = number
      return facts
    }
    guard answer[1] == "-" else { throw notReleases("`current` is no symbolic link") }
    if answer[5].hasPrefix(":") {
      let name = GitPath(bytes: SSHView.bytes(String(answer[5].dropFirst())) ?? [])
      throw notReleases("\(name) is in no release")
    }
    if let newest = Set(facts.numbers).subtracting(facts.pending).max() {
      throw agent.error(
        "the folder \(agent.path) on \(agent.host) has releases and no link `current`, so none of "
          + "them is live",
        [
          "make the newest live, or another one: \(agent.sshWords) "
            + ShellWord.quoted(
              "ln -s releases/\(newest) \(ShellWord.quoted("\(agent.path)/current"))")
        ])
    }
    return facts
  }

  private func notReleases(_ found: String) -> TargetError {
    let path = agent.path
    return agent.error(
      "the folder \(path) on \(agent.host) is not laid out in releases: \(found)",
      [
        "to keep what is there as the first release, on \(agent.host): mkdir -p "
          + "\(ShellWord.quoted("\(path)/releases/1")), move all else into that folder, then: "
          + "ln -s releases/1 \(ShellWord.quoted("\(path)/current"))",
        "or remove `releases` from the target in targets.yaml",
      ])
  }

  /// What the live release says; nil where there is none. Throws what reading throws.
  func live<Value>(_ read: (SSHView) throws -> Value) throws -> Value? {
    let base = view.base
    defer { view.base = base }
    // Another release can go live meanwhile, and the one that was read be removed.
    for _ in 0..<3 {
      guard let number = try facts().current else { return nil }
      do {
        view.base = Self.folder(number)
        let result = try read(view)
        if try facts().current == number { return result }
      } catch let error as TargetError {
        if try facts().current == number { throw error }
      }
    }
    throw agent.error("the releases of \(agent.path) change while they are read", [])
  }

  static func folder(_ number: Int) -> String { "releases/\(number)" }
  static func workFolder(_ number: Int) -> String {
    "releases/\(ObjectNames.reservedPrefix)\(number)"
  }
}
