import Configuration
import Domain
import Git

/// The objects of a target that is a branch of another repository.
final class BranchView {
  let branch: FetchedBranch
  let capabilities: TargetCapabilities
  private let comparison: TargetsFile.Comparison
  private var known: KnownObjects?

  /// Asks nothing of the other repository yet. Throws `TargetError` where there is no repository to
  /// keep the branch in.
  init(
    _ target: TargetsFile.Target, _ place: TargetsFile.Branch, _ surroundings: TargetSurroundings
  ) throws(TargetError) {
    branch = try surroundings.branches.branch(of: target.name, place, surroundings)
    comparison = target.comparison
    capabilities = TargetCapabilities(
      deactivation: target.inactive.map { .moving(below: $0) }, identityKey: target.key,
      goesLiveAsWhole: true)
  }

  var folder: GitPath { branch.place.folder }
  var repository: Repository { branch.repository }

  func use(_ known: KnownObjects) { self.known = known }

  func objects(of tree: ObjectID) -> BranchTree {
    BranchTree(tree: tree, folder: folder, repository: repository)
  }

  func preflight() throws -> String {
    try branch.refresh()
    guard let tip = branch.tip else {
      return "its repository can be read and has no branch \(branch.place.branch), "
        + "which the first run begins"
    }
    return "its branch \(branch.place.branch) can be read and is at \(tip.hex.prefix(10))"
  }

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] {
    let objects = objects(of: try branch.tree())
    let asked = AskedPlaces(sought.map(\.place))
    var result: [GitPath: LiveReading] = [:]
    for place in sought.map(\.place) {
      result[place] = try objects.reading(of: place, among: asked)
    }
    return result
  }

  func content(of live: LiveObject, at place: GitPath) throws -> [UInt8]? {
    try objects(of: branch.tree()).content(of: live, at: place)
  }

  func identity(
    of version: FileVersion, at path: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion {
    try comparison.identity(of: version, at: path, content: content)
  }

  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] {
    let objects = objects(of: try branch.tree())
    let names = BranchNames(in: repository)
    let collisions = NameCollisions(all + writing.map(\.path))
    let staying = Set(all)
    var recorded: Set<GitPath>?
    // What is recorded and not among the objects that will be ours leaves with this run.
    func isGoing(_ path: GitPath) throws -> Bool {
      guard let place = path.relative(to: folder), !staying.contains(place) else { return false }
      let places = try recorded ?? known?.places() ?? []
      recorded = places
      return places.contains(place)
    }
    var result: [GitPath: String] = [:]
    for object in writing {
      let path = objects.path(of: object.path)
      result[object.path] =
        try BranchNames.refusal(of: path, object.version.mode)
        ?? collisions.refusal(of: object.path)
        ?? names.collision(of: path, in: objects.tree, isGoing: isGoing)
        ?? ContentRules.refusal(of: object, at: path)
    }
    return result
  }
}
