import Domain
import Fixtures
import Git
import Testing

@testable import Syncing
@testable import Targets

/// Places are looked up in trees folder by folder; a list of all files must say the same.
@Suite(.serialized)
struct PlaceLookupTests {
  /// A random content, and where its files are.
  private struct Content {
    var side: PlaceIndex.Side
    /// From the list of its files, the first of each place.
    var objects: [GitPath: TargetObject] = [:]
    /// Every file of a place.
    var paths: [GitPath: [GitPath]] = [:]
  }

  private let fixture: FixtureRepository
  private let repository: Repository

  init() throws {
    fixture = try FixtureRepository(bare: true)
    repository = try Repository.open(fixture.path)
  }

  private static let names = ["a", "A", "b", "é", "É", "sub", "Sub", "x.yaml"]

  private func path(_ generator: inout SeededGenerator, in repositories: [String]) -> GitPath {
    let folder = generator.pick(repositories) ?? ""
    let depth = Int.random(in: 1...3, using: &generator)
    let names = (0..<depth).compactMap { _ in generator.pick(Self.names) }
    return GitPath(([folder] + names).filter { !$0.isEmpty }.joined(separator: "/"))
  }

  private func tree(
    _ generator: inout SeededGenerator, _ start: ObjectID, in repository: Repository
  ) throws -> ObjectID {
    var tree = start
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      let blob = try repository.writeBlob([UInt8.random(in: 0...9, using: &generator)])
      let path = path(&generator, in: ["", "", "managed:", "other:"])
      let version = FileVersion(mode: .regular, content: blob)
      let isRemoval = generator.chance(25)
      tree = try repository.replacing([path: isRemoval ? nil : version], in: tree)
    }
    return tree
  }

  private func content(
    _ generator: inout SeededGenerator, from start: ObjectID = .emptyTree, root: GitPath? = nil,
    in repository: Repository
  ) throws -> Content {
    let tree = try tree(&generator, start, in: repository)
    let root = root ?? (generator.chance(50) ? .root : path(&generator, in: [""]))
    var places: [GitPath: GitPath] = [:]
    let files = try repository.files(in: tree)
    if generator.chance(25), let file = generator.pick(files) {
      places[file.path] = path(&generator, in: [""])
    }
    var content = Content(side: PlaceIndex.Side(tree: tree, root: root, places: places))
    for (path, version) in files {
      let place = places[path] ?? path.place(under: root)
      content.paths[place, default: []].append(path)
      if content.objects[place] == nil {
        content.objects[place] = TargetObject(path: path, version: version)
      }
    }
    return content
  }

  @Test func `what several items have at a place is what their lists say`() throws {
    try forEachSeed(60) { seed, generator in
      let contents = try (0..<3).map { _ in try content(&generator, in: repository) }
      let index = try PlaceIndex(contents.map(\.side), in: repository)
      var told: [GitPath: Int] = [:]
      try index.shared { place, found in told[place] = found.count }
      let places = Set(contents.flatMap(\.paths.keys))
      for place in places {
        let listed = contents.flatMap { $0.paths[place] ?? [] }
        let found = try index.files(at: place)
        #expect(found.map(\.object.path) == listed, "seed \(seed), \(place)")
        #expect(told[place] == (listed.count > 1 ? listed.count : nil), "seed \(seed), \(place)")
      }
      #expect(try index.allPlaces() == places, "seed \(seed)")
      #expect(try index.files(at: path(&generator, in: ["missing"])).isEmpty)
    }
  }

  @Test func `what collides is found without a list of all names`() throws {
    try forEachSeed(60) { seed, generator in
      let contents = try (0..<2).map { _ in try content(&generator, in: repository) }
      let all = contents.flatMap(\.objects.keys)
      let index = try PlaceIndex(contents.map(\.side), in: repository)
      for _ in 0..<4 {
        let place = path(&generator, in: [""])
        func refusal(_ places: some Sequence<GitPath>) throws -> Bool {
          let object = DesiredObject(
            path: place, version: FileVersion(mode: .regular, content: .emptyBlob)
          ) { [] }
          return try Refusals.of(writing: [object], all: Array(places))[place] != nil
        }
        let near = try index.places(similarTo: [place])
        #expect(near.isSubset(of: all), "seed \(seed), \(place)")
        #expect(try refusal(near) == refusal(all), "seed \(seed), \(place)")
      }
    }
  }

  @Test func `two sides differ where their lists do`() throws {
    try forEachSeed(60) { seed, generator in
      let old = try content(&generator, in: repository)
      let keepsRoot = generator.chance(70)
      var new = try content(
        &generator, from: old.side.tree, root: keepsRoot ? old.side.root : nil, in: repository)
      // What is to be deployed is at its path without the root, and each file at a place of its own.
      guard new.side.places.isEmpty, new.paths.values.allSatisfy({ $0.count == 1 }) else { return }
      guard old.paths.values.allSatisfy({ $0.count == 1 }) else { return }
      let left = generator.pick(new.objects.keys.sorted())
      if let left, generator.chance(30) { new.objects[left] = nil }
      var record = DeploymentRecord(
        commits: [:], at: Timestamp(seconds: 0), run: "run", isProven: true, tree: old.side.tree,
        root: old.side.root)
      record.places = old.side.places
      let recorded = try ObjectSide(record, in: repository)
      let wanted = try ObjectSide(new.side.tree, root: new.side.root, in: repository)
      if let left, new.objects[left] == nil { wanted.leaveOut([left]) }
      let (touched, gone) = try recorded.difference(to: wanted)
      #expect(
        touched == new.objects.filter { old.objects[$0.key] != $0.value }, "seed \(seed)")
      #expect(gone == old.objects.filter { new.objects[$0.key] == nil }, "seed \(seed)")
      for place in Set(old.objects.keys).union(new.objects.keys) {
        #expect(try recorded.object(at: place) == old.objects[place], "seed \(seed), \(place)")
        #expect(try wanted.object(at: place) == new.objects[place], "seed \(seed), \(place)")
      }
      #expect(try wanted.all() == new.objects, "seed \(seed)")
      #expect(try recorded.count() == repository.files(in: old.side.tree).count)
    }
  }

  @Test func `the first two files of one place are named`() throws {
    try forEachSeed(60) { seed, generator in
      var content = try content(&generator, in: repository)
      content.side.places = [:]
      let objects = try TargetObjects.desired(
        content.side.tree, root: content.side.root, in: repository)
      let side = try ObjectSide(content.side.tree, root: content.side.root, in: repository)
      #expect(try side.collision() == objects.collision, "seed \(seed)")
    }
  }
}
