import Domain
import FoundationEssentials
import Testing

@testable import Git

/// A repository whose trees are alike enough to be stored as what differs, and what git says of all
/// objects.
struct PackCase {
  struct Object: Hashable {
    var kind: ObjectKind
    var bytes: [UInt8]
  }

  let sandbox: Sandbox
  let path: String
  let objects: [ObjectID: Object]

  init(commits: Int = 50) throws {
    sandbox = try Sandbox()
    path = try sandbox.makeRepository()
    try sandbox.git(["fast-import", "--quiet"], input: Array(Self.stream(commits).utf8))
    objects = try Self.objects(of: sandbox.git("cat-file", "--batch-all-objects", "--batch"))
    #expect(objects.count > commits * 3)
  }

  private static func stream(_ commits: Int) -> String {
    var stream = ""
    for number in 0..<commits {
      stream += """
        commit refs/heads/main
        committer A <a@example.com> \(1_700_000_000 + number) +0000
        data 1
        x

        """
      for file in number == 0 ? Array(0..<60) : [number * 7 % 60, number * 11 % 20] {
        stream += """
          M 100644 inline folder\(file % 3)/a long name of number \(file)
          data 7
          \(1_000_000 + number * 100 + file)

          """
      }
    }
    return stream
  }

  /// Reads `cat-file --batch`: for each object a line of its ID, kind and size, its bytes, a line feed.
  private static func objects(of output: [UInt8]) throws -> [ObjectID: Object] {
    var objects: [ObjectID: Object] = [:]
    var rest = output[...]
    while let end = rest.firstIndex(of: 0x0a) {
      let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      let size = try #require(Int(words[2]))
      let kinds: [Substring: ObjectKind] = ["commit": .commit, "tree": .tree, "blob": .blob]
      let id = try #require(ObjectID(hex: words[0]))
      objects[id] = Object(
        kind: try #require(kinds[words[1]]), bytes: Array(rest[(end + 1)..<(end + 1 + size)]))
      rest = rest[(end + size + 2)...]
    }
    return objects
  }

  /// How many objects come right from packs. All that do are as git says.
  func checkPacks(of repository: String? = nil, _ comment: Comment) throws -> Int {
    let folder = (repository ?? path + "/.git") + "/objects"
    guard let reader = PackReader(PackFile.all(in: folder), cacheLimitBytes: 1 << 20) else {
      return 0
    }
    var found = 0
    for (id, object) in objects.shuffled() {
      guard let read = reader.object(id) else { continue }
      #expect(read.kind == object.kind && read.bytes == object.bytes, "\(comment) \(id.hex)")
      found += 1
    }
    return found
  }

  /// Reads every tree and commit by walking; returns those with other bytes than git's, and how many
  /// could not be read.
  func walk(_ repository: Repository) throws -> (wrong: [ObjectID], unreadable: Int) {
    let walking = try repository.forWalking()
    var wrong: [ObjectID] = []
    var unreadable = 0
    for (id, object) in objects where object.kind != .blob {
      do {
        if try walking.raw(id, object.kind) != object.bytes { wrong.append(id) }
      } catch is RepositoryError {
        unreadable += 1
      }
    }
    return (wrong, unreadable)
  }

  /// Everything right, and from packs as many as said.
  func check(_ repository: String? = nil, fromPacks expected: Int? = nil, _ comment: Comment) throws
  {
    let (wrong, unreadable) = try walk(Repository.open(repository ?? path))
    #expect(wrong.isEmpty && unreadable == 0, comment)
    let found = try checkPacks(of: repository, comment)
    if let expected { #expect(found == expected, comment) }
  }

  /// The only file of packs that ends so.
  func packFile(_ suffix: String) throws -> String {
    let folder = path + "/.git/objects/pack"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let found = names.filter { $0.hasSuffix(suffix) }
    #expect(found.count == 1)
    return folder + "/" + (try #require(found.first))
  }
}
