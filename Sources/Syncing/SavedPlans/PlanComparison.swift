import Domain

/// What moved since a plan was made, by comparing it with one that is made now.
struct PlanComparison {
  let saved: SavedPlan
  let now: SavedPlan

  /// Each a clause that names what moved, with old and new; empty where the plan still holds.
  func moved() -> [String] {
    var moved: [String] = []
    if saved.policy != now.policy {
      moved.append("deploysync.yaml on the branch: \(change(saved.policy, now.policy))")
    }
    for old in saved.deployed {
      guard let new = now.bindings.first(where: { $0.binding == old.binding }) else {
        moved.append("\(old.binding): it is not configured any more")
        continue
      }
      moved += self.moved(old, new).map { "\(old.binding): \($0)" }
    }
    return moved
  }

  private func moved(
    _ old: SavedPlan.BindingPart, _ new: SavedPlan.BindingPart
  ) -> [String] {
    var moved: [String] = []
    for name in Set(old.recorded.keys).union(new.recorded.keys).sorted()
    where old.recorded[name] != new.recorded[name] {
      moved.append(
        "the recorded tree\(Self.of(name)): \(change(old.recorded[name], new.recorded[name]))")
    }
    for name in Set(old.deployed.keys).union(new.deployed.keys).sorted()
    where old.deployed[name] != new.deployed[name] {
      moved.append(
        "the deployed commit\(Self.of(name)): \(change(old.deployed[name], new.deployed[name]))")
    }
    if moved.isEmpty, old.state != new.state {
      moved.append(
        "what the ledger keeps beside its content, such as what is held: "
          + change(old.state, new.state))
    }
    guard new.isDeployed else {
      let date = old.occurrence.map { " for the date \($0)" } ?? ""
      return moved + ["it was to be deployed\(date), and now: \(new.why ?? new.decision)"]
    }
    if old.occurrence != new.occurrence {
      moved.append("the date: \(old.occurrence ?? "none") -> \(new.occurrence ?? "none")")
    }
    let contents = Set((old.content ?? [:]).keys).union((new.content ?? [:]).keys)
    for name in contents.sorted() where old.content?[name] != new.content?[name] {
      moved.append(
        "the content to deploy\(Self.of(name)): "
          + change(old.content?[name], new.content?[name]))
    }
    if old.root != new.root {
      moved.append("`root`: \(old.root ?? "none") -> \(new.root ?? "none")")
    }
    if old.prune != new.prune {
      moved.append("`prune`: \(old.prune ?? "none") -> \(new.prune ?? "none")")
    }
    if old.carries != new.carries { moved.append("the entries that are taken") }
    return moved + objects(old, new)
  }

  /// Live objects that changed, and where nothing else tells why, objects of which something else
  /// is to be done.
  private func objects(
    _ old: SavedPlan.BindingPart, _ new: SavedPlan.BindingPart
  ) -> [String] {
    let before = Dictionary(old.objects.map { ($0.place, $0) }, uniquingKeysWith: { a, _ in a })
    let after = Dictionary(new.objects.map { ($0.place, $0) }, uniquingKeysWith: { a, _ in a })
    let hasSameContent = old.content == new.content && old.recorded == new.recorded
    var moved: [String] = []
    for place in Set(before.keys).union(after.keys).sorted() where before[place] != after[place] {
      let shown = (GitPath(portable: place) ?? GitPath(place)).quoted
      switch (before[place], after[place]) {
      case (let a?, let b?) where a.live != b.live || a.liveFrom != b.liveFrom:
        let (from, to) = a.live != b.live ? (a.live, b.live) : (a.liveFrom, b.liveFrom)
        moved.append("the live object \(shown): \(version(from)) -> \(version(to))")
      case (let a?, let b?) where a.action != b.action || a.verdict != b.verdict:
        moved.append("\(shown): \(a.action) (\(a.verdict)) -> \(b.action) (\(b.verdict))")
      case (let a?, let b?):
        if hasSameContent || a.desired == b.desired { moved.append("\(shown) is another object") }
      case (let a?, nil):
        if hasSameContent {
          moved.append("the live object \(shown): \(version(a.live)) -> as it is to be")
        }
      case (nil, let b?):
        if hasSameContent {
          moved.append("the live object \(shown): as recorded -> \(version(b.live))")
        }
      case (nil, nil): continue
      }
    }
    return moved
  }

  /// Names a repository that is not the control one.
  private static func of(_ name: String) -> String {
    name == Repositories.control ? "" : " of \(name)"
  }

  private func change(_ old: String?, _ new: String?) -> String {
    "\(short(old)) -> \(short(new))"
  }

  private func short(_ id: String?) -> String {
    guard let id, !id.isEmpty else { return "none" }
    return String(id.prefix(10))
  }

  /// A version without its mode, unless it is no plain file.
  private func version(_ text: String?) -> String {
    guard let text else { return "nothing" }
    let parts = text.split(separator: " ")
    guard parts.count == 2 else { return text }
    return (parts[0] == "100644" ? "" : "\(parts[0]) ") + parts[1].prefix(10)
  }
}
