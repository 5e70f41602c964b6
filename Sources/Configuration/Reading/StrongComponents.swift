/// The strongly connected components of a graph: Tarjan's algorithm (1972), without recursion, so
/// that a long chain needs no deep stack.
struct StrongComponents {
  private let edges: [[Int]]
  private var order: [Int?]
  private var low: [Int]
  private var isOpen: [Bool]
  private var open: [Int] = []
  private var count = 0
  private var components: [[Int]] = []

  private init(_ edges: [[Int]]) {
    self.edges = edges
    order = Array(repeating: nil, count: edges.count)
    low = Array(repeating: 0, count: edges.count)
    isOpen = Array(repeating: false, count: edges.count)
  }

  /// The components of the nodes `0..<edges.count`, the members of each in ascending order.
  static func find(_ edges: [[Int]]) -> [[Int]] {
    var search = StrongComponents(edges)
    for node in edges.indices where search.order[node] == nil { search.visit(node) }
    return search.components
  }

  private mutating func visit(_ start: Int) {
    var path: [(node: Int, next: Int)] = []
    enter(start, &path)
    while let (node, next) = path.last {
      if next < edges[node].count {
        path[path.count - 1].next += 1
        let other = edges[node][next]
        if let number = order[other] {
          if isOpen[other] { low[node] = min(low[node], number) }
        } else {
          enter(other, &path)
        }
      } else {
        path.removeLast()
        if let above = path.last?.node { low[above] = min(low[above], low[node]) }
        if low[node] == order[node] { close(node) }
      }
    }
  }

  private mutating func enter(_ node: Int, _ path: inout [(node: Int, next: Int)]) {
    order[node] = count
    low[node] = count
    count += 1
    open.append(node)
    isOpen[node] = true
    path.append((node, 0))
  }

  private mutating func close(_ root: Int) {
    var members: [Int] = []
    while let node = open.popLast() {
      isOpen[node] = false
      members.append(node)
      if node == root { break }
    }
    components.append(members.sorted())
  }
}
