import Domain
import Fixtures
import Git
import Testing

/// A queue computed from git's answers alone, in the plainest way.
struct ReferenceQueue {
  struct Row: Equatable {
    var commit: ObjectID
    var status: Entry.Status
    var paths: Set<GitPath>
  }

  var rows: [Row]
  var changes: Set<TreeDifference>
  var content: Set<TreeDifference>
  var cancelledPaths: Set<GitPath>
}

extension RandomQueueCase {
  /// What the binding's queue must be.
  func reference(_ binding: RandomBinding) throws -> ReferenceQueue {
    let patterns = binding.item.paths
    let recorded = try binding.recordedAt.map(tree) ?? Self.emptyTree
    let headTree = try tree(history.head)
    var sources: [ObjectID] = []
    var count = 0
    if !binding.isGone {
      sources = try undeployed(binding)
      count = sources.count
      let known = Set(sources)
      let older = Set(try (binding.undone + binding.held).map { try id(hex($0)) })
      let line = try history.firstParentLine.map { try id(hex($0)) }
      sources += line.filter { older.contains($0) && !known.contains($0) }
      sources += older.subtracting(known).subtracting(line)
    }
    let marks = try sources.map { try mark($0) }

    var pairs: Set<GitOracle.Pair> = []
    func pair(_ old: String, _ new: String) -> GitOracle.Pair {
      let pair = GitOracle.Pair(old: old, new: new)
      pairs.insert(pair)
      return pair
    }
    let changes = pair(recorded, headTree)
    let content = pair(Self.emptyTree, headTree)
    let ahead = try binding.deployed.map { pair(recorded, try tree($0)) }
    let own = try marks.map { mark in
      pair(try history.parents(of: mark).first.map(tree) ?? Self.emptyTree, try tree(mark))
    }
    let deployed = binding.deployed.map { history.ancestors(of: $0) } ?? []
    // What was left undone is not brought back by what is deployed.
    let merged = try marks.prefix(count).map { mark -> [GitOracle.Pair] in
      let parents = history.parents(of: mark)
      let line = parents.first.map(history.ancestors) ?? []
      return try parents.dropFirst().filter { deployed.contains($0) && !line.contains($0) }
        .map { pair(try tree($0), try tree(mark)) }
    }
    let found = try oracle.differences(pairs, patterns)
    func paths(_ pair: GitOracle.Pair?) -> Set<GitPath> {
      Set(pair.flatMap { found[$0] }?.map(\.path) ?? [])
    }

    var result = ReferenceQueue(
      rows: [], changes: found[changes] ?? [], content: found[content] ?? [], cancelledPaths: [])
    let held = Set(binding.held)
    let carried = Set(binding.carried)
    for (place, mark) in marks.enumerated() {
      let group = Self.group(of: paths(own[place]), among: own.map(paths))
      let isSettled = group.isDisjoint(with: paths(changes))
      let isAhead = !group.isDisjoint(with: paths(ahead))
      if isSettled && !isAhead { result.cancelledPaths.formUnion(group) }
      let later = own[..<place].reduce(into: Set()) { $0.formUnion(paths($1)) }
      let isLast = !paths(own[place]).subtracting(later).isDisjoint(with: paths(changes))
      let isBroughtBack =
        place < count && !isLast
        && merged[place].contains { paths($0).isDisjoint(with: paths(own[place])) }
      let status: Entry.Status =
        if held.contains(mark) {
          .held
        } else if carried.contains(mark) {
          .carried
        } else if group.isEmpty {
          .configuration
        } else if isSettled && isAhead || isBroughtBack {
          .carried
        } else if isSettled {
          .cancelled
        } else {
          .queued
        }
      result.rows.append(
        .init(commit: sources[place], status: status, paths: paths(own[place])))
    }
    return result
  }

  /// The entries that git names.
  ///
  /// Where the deployed commit is beside the line, git takes the first parent of the oldest merge
  /// that is not deployed for "irrelevant" and hides that merge (`try_to_simplify_commit` in git's
  /// revision.c); it does not where that parent itself is the end of the range, and the same
  /// commits of the line can be reached from it.
  private func undeployed(_ binding: RandomBinding) throws -> [ObjectID] {
    let head = try hex(history.head)
    let patterns = binding.item.paths
    guard let deployed = binding.deployed else { return try oracle.entries(head, patterns) }
    let found = try oracle.entries("\(hex(deployed))..\(head)", patterns)
    let line = history.firstParentLine
    guard !line.contains(deployed) else { return found }
    let reachable = history.ancestors(of: deployed)
    let end = line.firstIndex { reachable.contains($0) }
    let range = try end.map { try "\(hex(line[$0]))..\(head)" } ?? head
    let all = try oracle.entries(range, patterns)
    let oldest = line[..<(end ?? line.endIndex)].last
    for hidden in Set(all).symmetricDifference(found) {
      let isMerge = try history.parents(of: mark(hidden)).count > 1
      #expect(try mark(hidden) == oldest && isMerge, "seed \(seed) \(binding.id) \(range)")
    }
    return all
  }

  /// All paths of the group: those shared, and shared by those that share, until nothing is added.
  private static func group(of own: Set<GitPath>, among all: [Set<GitPath>]) -> Set<GitPath> {
    var group = own
    var count = -1
    while count != group.count {
      count = group.count
      for paths in all where !paths.isDisjoint(with: group) { group.formUnion(paths) }
    }
    return group
  }
}
