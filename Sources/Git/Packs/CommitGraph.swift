import Domain
import Glibc

/// The links of commits from git's commit-graph files (gitformat-commit-graph(5)): one file, or a
/// chain of them. It may be older than the branch: commits that are not in it are read themselves.
final class CommitGraph {
  private struct Layer {
    var file: MappedFile
    var ids: SortedIDs
    var data: Int
    var edges: Int?
    /// The number of commits in the layers below it.
    var base: Int
  }

  private var layers: [Layer] = []

  /// Nil where there is none that can be read, and where the repository has grafts or replacements,
  /// or was cut off: what a graph was made from then is not certain.
  init?(_ repository: Repository) {
    let folder = "\(repository.commonDirectory)/objects/info"
    let common = repository.commonDirectory
    guard MappedFile("\(common)/shallow") == nil, MappedFile("\(common)/info/grafts") == nil,
      unsafe access("\(common)/refs/replace", F_OK) != 0,
      MappedFile("\(common)/packed-refs")?.contains(" refs/replace/") != true
    else { return nil }
    var paths = ["\(folder)/commit-graph"]
    if let chain = MappedFile("\(folder)/commit-graphs/commit-graph-chain") {
      let lines = unsafe chain.bytes.split(separator: 0x0a)
      paths = unsafe lines.map {
        unsafe "\(folder)/commit-graphs/graph-\(String(decoding: $0, as: UTF8.self)).graph"
      }
    }
    for path in paths {
      guard let layer = Self.layer(path, base: layers.last.map { $0.base + $0.ids.count } ?? 0)
      else { return nil }
      layers.append(layer)
    }
  }

  /// What the commit says; nil where it is not in the graph.
  func link(_ id: ObjectID) -> CommitLink? {
    for layer in layers.reversed() {
      guard let position = layer.ids.position(of: id) else { continue }
      // Tree, first and second parent, and a word whose lower 34 bits are the committer's time.
      let start = layer.data + position * 36
      let (first, second) = (
        layer.file.number32(at: start + 20), layer.file.number32(at: start + 24)
      )
      guard let parents = parents(first, second, in: layer) else { return nil }
      let seconds = Int64(layer.file.number64(at: start + 28) & 0x3_ffff_ffff)
      return CommitLink(
        tree: layer.file.id(at: start), parents: parents, committedAt: Timestamp(seconds: seconds))
    }
    return nil
  }

  private func parents(_ first: Int, _ second: Int, in layer: Layer) -> [ObjectID]? {
    let none = 0x7000_0000
    guard first != none else { return [] }
    guard second != none else { return id(first).map { [$0] } }
    var numbers = [first]
    if second & 0x8000_0000 == 0 {
      numbers.append(second)
    } else {
      // More than two: the rest is in a list, whose last has its highest bit set.
      guard let edges = layer.edges else { return nil }
      var next = edges + (second & 0x7fff_ffff) * 4
      while true {
        guard next + 4 <= layer.file.count else { return nil }
        let number = layer.file.number32(at: next)
        numbers.append(number & 0x7fff_ffff)
        if number & 0x8000_0000 != 0 { break }
        next += 4
      }
    }
    let ids = numbers.compactMap(id)
    return ids.count == numbers.count ? ids : nil
  }

  private func id(_ number: Int) -> ObjectID? {
    guard let layer = layers.last(where: { $0.base <= number }),
      number - layer.base < layer.ids.count
    else { return nil }
    return layer.ids[number - layer.base]
  }

  private static func layer(_ path: String, base: Int) -> Layer? {
    // Version 1, SHA-1.
    guard let file = MappedFile(path), file.has(Array("CGPH".utf8) + [1, 1], at: 0) else {
      return nil
    }
    // Their number is the seventh byte. A table says where each starts, and the last one ends.
    let count = file.number32(at: 4) >> 8 & 0xff
    func chunk(_ name: String) -> Range<Int>? {
      for entry in 0..<count where file.has(name.utf8, at: 8 + entry * 12) {
        guard let start = Int(exactly: file.number64(at: 12 + entry * 12)),
          let end = Int(exactly: file.number64(at: 24 + entry * 12)), start <= end,
          end <= file.count
        else { return nil }
        return start..<end
      }
      return nil
    }
    guard let fanout = chunk("OIDF"), let table = chunk("OIDL"), let data = chunk("CDAT"),
      let ids = SortedIDs(in: file, fanout: fanout.lowerBound, table: table.lowerBound),
      fanout.count == 256 * 4, table.count == ids.count * 20, data.count == ids.count * 36
    else { return nil }
    return Layer(
      file: file, ids: ids, data: data.lowerBound, edges: chunk("EDGE")?.lowerBound, base: base)
  }
}
