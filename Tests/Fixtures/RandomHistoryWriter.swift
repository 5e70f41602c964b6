/// Adds one random event after the other to a history.
struct RandomHistoryWriter {
  var generator: SeededGenerator
  let items: [String]
  let builder = HistoryBuilder()
  private(set) var snapshots: [Mark: [String: FixtureFile]] = [:]
  private(set) var main: Mark
  private var sides: [Mark] = []

  init(generator: SeededGenerator, items: [String]) {
    self.generator = generator
    self.items = items
    var tree = RandomTree()
    items.forEach { tree.set("\($0)/first.yaml", .text("v0\n")) }
    main = builder.commit("root", snapshot: tree.files)
    snapshots[main] = tree.files
  }

  /// One event: mostly one commit, some of them two.
  mutating func step() {
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<22: commitOnMain()
    case ..<42: commitOnSide()
    case ..<52: startSide()
    case ..<68: mergeSide()
    case ..<72: octopus()
    case ..<76: foxtrot()
    case ..<80: crissCross()
    case ..<83: mergeAgain()
    case ..<88: revertCommit()
    case ..<91: restorePath()
    case ..<94: pickCommit()
    case ..<97: add("empty", to: nil, files: files(main))
    default: addRoot()
    }
  }

  private func files(_ mark: Mark) -> [String: FixtureFile] { snapshots[mark] ?? [:] }

  /// Adds a commit: on main where `side` is nil, else on the side with that place.
  private mutating func add(
    _ message: String, to side: Int?, parents: [Mark]? = nil, files: [String: FixtureFile]
  ) {
    let parents = parents ?? [side.map { sides[$0] } ?? main]
    let mark = builder.commit(
      "\(message) \(builder.commits.count)", on: side == nil ? "main" : nil, parents: parents,
      snapshot: files)
    snapshots[mark] = files
    if let side { sides[side] = mark } else { main = mark }
  }

  private mutating func edited(_ files: [String: FixtureFile]) -> [String: FixtureFile] {
    var tree = RandomTree(files: files)
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      tree.edit(using: &generator, items: items)
    }
    return tree.files
  }

  private mutating func commitOnMain() {
    add("change", to: nil, files: edited(files(main)))
  }

  private mutating func commitOnSide() {
    guard let side = generator.pick(sides.indices) else { return startSide() }
    add("work", to: side, files: edited(files(sides[side])))
  }

  private mutating func startSide() {
    let recent = builder.commits.suffix(12).map(\.mark)
    guard sides.count < 5, let base = generator.pick(recent) else { return mergeSide() }
    sides.append(base)
    add("start", to: sides.count - 1, files: edited(files(base)))
  }

  private mutating func addRoot() {
    guard sides.count < 5 else { return mergeSide() }
    sides.append(main)
    add("another root", to: sides.count - 1, parents: [], files: edited([:]))
  }

  private mutating func mergeSide() {
    guard let side = generator.pick(sides.indices) else { return commitOnMain() }
    let other = sides[side]
    var result: [String: FixtureFile]
    switch Int.random(in: 0..<10, using: &generator) {
    case 0: result = files(main)
    case 1: result = files(other)
    case 2: result = edited(merged(main, other))
    default: result = merged(main, other)
    }
    result = RandomTree(files: result).files
    add("merge", to: nil, parents: [main, other], files: result)
    if generator.chance(75) { sides.remove(at: side) }
  }

  private mutating func octopus() {
    let others = Array(Set(sides).subtracting([main]).sorted().prefix(3))
    guard others.count > 1 else { return mergeSide() }
    var tree = files(main)
    for other in others { tree = merged(main, other, ours: tree) }
    add("octopus", to: nil, parents: [main] + others, files: tree)
    sides.removeAll { others.contains($0) }
  }

  /// Main is merged into a side, and main moves there: its old tip is a second parent.
  private mutating func foxtrot() {
    guard let side = generator.pick(sides.indices), sides[side] != main else {
      return commitOnMain()
    }
    let other = sides.remove(at: side)
    add("foxtrot", to: nil, parents: [other, main], files: merged(other, main))
  }

  /// Main and a side merge each other, so that they have two merge bases.
  private mutating func crissCross() {
    guard let side = generator.pick(sides.indices), sides[side] != main else {
      return commitOnSide()
    }
    let (ours, theirs) = (main, sides[side])
    add("cross", to: nil, parents: [ours, theirs], files: merged(ours, theirs))
    add("criss", to: side, parents: [theirs, ours], files: merged(theirs, ours))
  }

  /// A commit that is an ancestor already is merged once more.
  private mutating func mergeAgain() {
    let old = builder.ancestors(of: main).subtracting([main]).sorted()
    guard let other = generator.pick(old) else { return commitOnMain() }
    let changed = generator.chance(30) ? edited(files(main)) : files(main)
    add("merge again", to: nil, parents: [main, other], files: changed)
  }

  private mutating func revertCommit() {
    let old = builder.ancestors(of: main).sorted().suffix(10)
    guard let mark = generator.pick(old), let parent = builder[mark].parents.first else {
      return commitOnMain()
    }
    let result = applied(from: files(mark), to: files(parent), onto: files(main))
    add("revert", to: nil, files: result)
  }

  private mutating func pickCommit() {
    guard let mark = generator.pick(builder.commits.suffix(15))?.mark,
      let parent = builder[mark].parents.first
    else { return commitOnMain() }
    add("pick", to: nil, files: applied(from: files(parent), to: files(mark), onto: files(main)))
  }

  private mutating func restorePath() {
    guard let old = generator.pick(builder.ancestors(of: main).sorted()),
      let path = generator.pick(Set(files(old).keys).union(files(main).keys).sorted())
    else { return commitOnMain() }
    var tree = RandomTree(files: files(main))
    tree.set(path, files(old)[path])
    add("restore", to: nil, files: tree.files)
  }

  /// The paths that differ between two trees, taken over onto a third.
  private func applied(
    from old: [String: FixtureFile], to new: [String: FixtureFile],
    onto files: [String: FixtureFile]
  ) -> [String: FixtureFile] {
    var tree = RandomTree(files: files)
    for path in Set(old.keys).union(new.keys).sorted() where old[path] != new[path] {
      tree.set(path, new[path])
    }
    return tree.files
  }

  /// A merge by path, from the newest common ancestor; where both sides changed a path, one wins.
  private mutating func merged(
    _ left: Mark, _ right: Mark, ours: [String: FixtureFile]? = nil
  ) -> [String: FixtureFile] {
    let common = builder.ancestors(of: left).intersection(builder.ancestors(of: right))
    let base = common.max().map(files) ?? [:]
    let (ours, theirs) = (ours ?? files(left), files(right))
    var tree = RandomTree(files: ours)
    for path in Set(base.keys).union(theirs.keys).sorted() where theirs[path] != base[path] {
      if ours[path] == base[path] || generator.chance(50) { tree.set(path, theirs[path]) }
    }
    return tree.files
  }
}
