import Domain
import Git
import Ledger

/// The objects of one side of a plan, found by their place without a list of all of them.
final class ObjectSide {
  let tree: ObjectID
  let root: GitPath
  let places: [GitPath: GitPath]
  /// What is not part of it although the tree has it, by place.
  private(set) var without: Set<GitPath> = []
  private let index: PlaceIndex
  private var listed: [GitPath: TargetObject]?

  /// The content to deploy.
  init(_ tree: ObjectID, root: GitPath, in repository: Repository) throws {
    self.tree = tree
    self.root = root
    places = [:]
    index = try PlaceIndex([PlaceIndex.Side(tree: tree, root: root)], in: repository)
  }

  /// What is recorded.
  init(_ record: DeploymentRecord?, in repository: Repository) throws {
    tree = record?.tree ?? .emptyTree
    root = record?.root ?? .root
    places = record?.places ?? [:]
    index = try PlaceIndex(
      [PlaceIndex.Side(tree: tree, root: root, places: places)], in: repository)
  }

  /// The object at a place; nil where there is none.
  func object(at place: GitPath) throws -> TargetObject? {
    if tree == .emptyTree { return nil }
    if let listed { return listed[place] }
    if without.contains(place) { return nil }
    return try index.files(at: place).first?.object
  }

  /// All of its objects by place: a list of the whole content, for what cannot do without.
  func all() throws -> [GitPath: TargetObject] {
    if let listed { return listed }
    var objects: [GitPath: TargetObject] = [:]
    for (path, version) in try index.repository.files(in: tree) {
      let place = places[path] ?? path.place(under: root)
      if objects[place] == nil, !without.contains(place) {
        objects[place] = TargetObject(path: path, version: version)
      }
    }
    listed = objects
    return objects
  }

  /// Leaves some places out.
  func leaveOut(_ places: Set<GitPath>) {
    without.formUnion(places)
    listed = nil
  }

  /// The first two files that would be in one place; nil where each has its own.
  func collision() throws -> PlaceCollision? {
    var collision: PlaceCollision?
    try index.shared { place, found in
      guard collision.map({ place < $0.place }) ?? true else { return }
      collision = PlaceCollision(
        place: place, first: found[0].object.path, second: found[1].object.path)
    }
    return collision
  }

  /// The places among its own that others could collide with.
  func places(similarTo given: [GitPath]) throws -> Set<GitPath> {
    try index.places(similarTo: given)
  }

  /// How many files its tree has; once there are more than `limit`, they are not counted on.
  func count(upTo limit: Int = .max) throws -> Int {
    var number = 0
    func count(_ tree: ObjectID) throws {
      for entry in try index.repository.tree(tree) where number <= limit {
        if entry.mode == .folder { try count(entry.id) } else { number += 1 }
      }
    }
    try count(tree)
    return number
  }

  /// What another side has at a place and this one does not, or not so; and what of this one's is at
  /// no place of the other. Only folders that differ are read, unless files are placed differently.
  func difference(
    to other: ObjectSide
  ) throws -> (touched: [GitPath: TargetObject], gone: [GitPath: TargetObject]) {
    var touched: [GitPath: TargetObject] = [:]
    var gone: [GitPath: TargetObject] = [:]
    guard tree == .emptyTree || (places.isEmpty && other.places.isEmpty && root == other.root)
    else {
      let (old, new) = (try all(), try other.all())
      return (
        new.filter { old[$0.key] != $0.value }, old.filter { new[$0.key] == nil }
      )
    }
    try index.repository.compareTrees(tree, other.tree, enter: { _ in true }) { file in
      let place = file.path.place(under: other.root)
      if let new = file.new {
        touched[place] = TargetObject(path: file.path, version: new)
      } else if let old = file.old {
        gone[place] = TargetObject(path: file.path, version: old)
      }
    }
    // What left its path and is at its place from another one.
    for place in gone.keys {
      guard let object = try touched[place] ?? other.object(at: place) else { continue }
      touched[place] = object
      gone[place] = nil
    }
    for place in other.without {
      touched[place] = nil
      gone[place] = try self.object(at: place)
    }
    return (touched, gone)
  }
}
