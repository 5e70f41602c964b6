import Domain
import Fixtures

/// One binding of a random history, with what its ledger says told by commits of that history.
struct RandomBinding {
  var item: Item
  var target: String
  /// Nil where nothing was ever deployed as a whole.
  var deployed: Mark?
  /// The commit whose content is the recorded tree; nil for the empty one.
  var recordedAt: Mark?
  /// Whether the deployed commit is one that the repository does not have.
  var isGone = false
  var carried: [Mark] = []
  var held: [Mark] = []
  var undone: [Mark] = []

  var id: BindingID { BindingID(item: item.name, target: target) }
  var binding: Binding { Binding(id: id, deployment: .adHoc) }

  /// Bindings of four items, two each.
  static func bindings(
    of history: RandomHistory, using generator: inout SeededGenerator
  ) -> [RandomBinding] {
    var bindings: [RandomBinding] = []
    for number in 0..<4 {
      let count = Int.random(in: 1...3, using: &generator)
      let paths = (0..<count).map { _ in path(using: &generator) }
      let item = Item(name: "item-\(number)", paths: paths.map { PathPattern($0) })
      for target in ["one", "two"] {
        var binding = RandomBinding(item: item, target: target)
        binding.deploy(history, using: &generator)
        bindings.append(binding)
      }
    }
    return bindings
  }

  private mutating func deploy(_ history: RandomHistory, using generator: inout SeededGenerator) {
    let line = history.firstParentLine
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<40: deployed = generator.pick(line)
    case ..<65: deployed = generator.pick(history.ancestors(of: history.head).sorted())
    case ..<80: deployed = generator.pick(history.marks)
    case ..<85: isGone = true
    default: return
    }
    recordedAt = deployed
    if generator.chance(40) {
      recordedAt = generator.pick(generator.chance(50) ? line : history.marks)
    }
    if generator.chance(5) { deployed = nil }
    if generator.chance(25) { carried = sample(line, using: &generator) }
    if generator.chance(25) { held = sample(line, using: &generator) }
    if generator.chance(25) { undone = sample(line, using: &generator) }
    if generator.chance(5) { undone += [history.marks[history.marks.count / 2]] }
  }

  private func sample(_ marks: [Mark], using generator: inout SeededGenerator) -> [Mark] {
    Array(marks.shuffled(using: &generator).prefix(Int.random(in: 1...4, using: &generator)))
  }

  private static func path(using generator: inout SeededGenerator) -> String {
    (generator.chance(50) ? generator.pick(literals) : generator.pick(globs)) ?? "."
  }

  private static let literals = [
    "item0", "item1", "item2", "item3", "item1/sub", "item0/sub/deep", "item2/first.yaml",
    "item0/a", "shared", "a.yaml", ".", "item1/sub dir/", "missing", "item0/\"quoted\".yaml",
    "item3/日本.yaml", "item", "item[0]",
  ]

  private static let globs = [
    "**/a.yaml", "item0/**/c.yaml", "item0/*.yaml", "item?/sub", "[is]*/first.yaml", "*/sub/*",
    "**", "*", "item1/**", "item2/**/*.yaml", "**/sub/**", "item[1-3]/?.yaml", "item[!0]/*",
    "shared/?", "**/*", "item0/sub*/**", "item3/with*space.yaml", "*/\\\"*", "item**/a.yaml",
    "item0/s**", "item1/*/c.yaml", "*/[[:alpha:]].yaml", "item[*]/a.yaml", "**/**/b.yaml",
    "item2/?ber.yaml", "item2/??ber.yaml", "item3/**/sub/**/c.yaml", "item1/**/", "*.yaml",
  ]
}
