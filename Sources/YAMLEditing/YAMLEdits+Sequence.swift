import Configuration
import Differences

extension YAMLEdits {
  /// Edits a list in block style: elements that stay are edited in place, others are removed with
  /// their own comment lines, inserted, or moved with their lines.
  mutating func editSequence(
    _ node: YAMLNode, _ items: [YAMLNode], to list: [ContentValue], at place: Place
  ) {
    let old = items.map(\.value)
    let column = text.column(of: node.range.lowerBound)
    let identity = ListAlignment.identity(old, list)
    let pairs = ListAlignment.pairs(old, list, by: identity)
    let stays = pairs.allSatisfy { if case .both = $0 { true } else { false } }
    guard !list.isEmpty, !items.isEmpty, stays || text.startsLine(node.range.lowerBound),
      let lines = lines(of: items, in: node, column: column)
    else { return rewrite(node, as: .list(list), at: place) }

    func name(_ value: ContentValue) -> String? {
      identity.flatMap { ListAlignment.value(of: $0, in: value) }
    }
    // What is removed here and added there has moved: just so, or by the key that tells it apart.
    var moved: [Int: Int] = [:]
    var removed = pairs.compactMap { if case .removed(let index) = $0 { index } else { nil } }
    for case .added(let index) in pairs {
      if let from = removed.firstIndex(where: {
        old[$0] == list[index] || (name(old[$0]) != nil && name(old[$0]) == name(list[index]))
      }) {
        moved[index] = removed.remove(at: from)
      }
    }
    var before = text.lineStarts[lines[0].lowerBound]
    for pair in pairs {
      switch pair {
      case .both(let index, let new):
        edit(
          items[index], to: list[new],
          at: Place(
            indent: column, colonEnd: nil, isInFlow: false, path: "\(place.path)[\(new)]",
            depth: place.depth + 1))
        before = text.end(ofLine: lines[index].upperBound - 1)
      case .removed(let index):
        let end = text.end(ofLine: lines[index].upperBound - 1)
        replace(text.lineStarts[lines[index].lowerBound]..<end, with: "")
        before = end
      case .added(let new):
        let place = Place(
          indent: column, colonEnd: nil, isInFlow: false, path: "\(place.path)[\(new)]",
          depth: place.depth + 1)
        let lines = moved[new].flatMap {
          self.moved(items[$0], lines[$0], to: list[new], at: place)
        }
        insert(
          lines ?? writing.item(list[new], indent: column).joined(separator: text.lineBreak),
          at: before)
      }
    }
  }

  /// The lines of each element, with its own comments above and those inside it.
  private func lines(
    of items: [YAMLNode], in node: YAMLNode, column: Int
  ) -> [Range<Int>]? {
    var result: [Range<Int>] = []
    for (index, item) in items.enumerated() {
      var line =
        index == 0 ? text.line(of: node.range.lowerBound) : text.line(of: item.range.lowerBound)
      while !isDash(line: line, column: column) {
        guard line > (result.last?.upperBound ?? 0) else { return nil }
        line -= 1
      }
      let first =
        index == 0 && !text.startsLine(node.range.lowerBound)
        ? line : ownComments(above: line, column: column)
      let last = lastLine(of: item.range.upperBound, column: column)
      guard first >= result.last?.upperBound ?? 0, last >= line else { return nil }
      result.append(first..<(last + 1))
    }
    return result
  }

  private func isDash(line: Int, column: Int) -> Bool {
    let content = Array(text.content(ofLine: line))
    guard column < content.count, content[column] == "-" else { return false }
    return column + 1 == content.count || content[column + 1] == " " || content[column + 1] == "\t"
  }

  /// The lines of an element that has moved, brought to its value; nil where they cannot be.
  private mutating func moved(
    _ item: YAMLNode, _ lines: Range<Int>, to value: ContentValue, at place: Place
  ) -> String? {
    guard let last = lines.last else { return nil }
    var own = YAMLEdits(text, writing: writing, maximumDepth: maximumDepth)
    own.edit(item, to: value, at: place)
    let end = text.lineStarts[last] + text.content(ofLine: last).count
    // What is inserted behind its last line comes with its break, which the next line brings.
    guard
      var text = own.result(
        in: self.text.lineStarts[lines.lowerBound]..<self.text.end(ofLine: last))
    else { return nil }
    if end < self.text.end(ofLine: last) {
      while let scalar = text.unicodeScalars.last, YAMLText.isBreak(scalar) {
        text.unicodeScalars.removeLast()
      }
    }
    own.rewritten.forEach { noteRewritten($0) }
    return text
  }

  private mutating func insert(_ written: String, at offset: Int) {
    let isEnded = offset == 0 || YAMLText.isBreak(text.scalars[offset - 1])
    replace(
      offset..<offset, with: isEnded ? written + text.lineBreak : text.lineBreak + written)
  }
}
