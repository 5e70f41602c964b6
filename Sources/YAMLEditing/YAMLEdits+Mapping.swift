import Configuration

extension YAMLEdits {
  /// Edits a mapping in block style: values in place, removed keys with their own comment lines,
  /// added keys behind the last one.
  mutating func editMapping(
    _ node: YAMLNode, _ entries: [YAMLNode.Entry], to map: ContentMap, at place: Place
  ) {
    let old = Set(entries.map(\.name))
    guard entries.contains(where: { map[$0.name] != nil }) else {
      return rewrite(node, as: .map(map), at: place)
    }
    let column = text.column(of: node.range.lowerBound)
    for entry in entries {
      guard let value = map[entry.name] else { continue }
      guard let colon = colon(of: entry) else {
        return rewrite(node, as: .map(map), at: place)
      }
      edit(
        entry.value, to: value,
        at: Place(
          indent: column, colonEnd: colon, isInFlow: false,
          path: Self.path(place.path, entry.name), depth: place.depth + 1))
    }
    remove(entries, keeping: map, column: column)
    let added = map.keys.filter { !old.contains($0) }
    guard !added.isEmpty, let last = entries.last else { return }
    let style = neighbours(entries)
    let lines = added.flatMap { key in
      writing.entry(key, map[key] ?? .null, indent: column, style: style)
    }
    insert(lines, behindLine: lastLine(of: last.value.range.upperBound, column: column))
  }

  /// Behind the colon of an entry.
  private func colon(of entry: YAMLNode.Entry) -> Int? {
    var offset = entry.key.range.upperBound
    while offset < text.count, text.scalars[offset] == " " || text.scalars[offset] == "\t" {
      offset += 1
    }
    return offset < text.count && text.scalars[offset] == ":" ? offset + 1 : nil
  }

  private mutating func remove(
    _ entries: [YAMLNode.Entry], keeping map: ContentMap, column: Int
  ) {
    var rest = entries[...]
    if let first = rest.first, map[first.name] == nil, !text.startsLine(first.key.range.lowerBound)
    {
      // The first key stands behind a dash: the next one that stays takes its place there.
      let removed = rest.prefix { map[$0.name] == nil }
      rest = rest.dropFirst(removed.count)
      if let next = rest.first, let last = removed.last {
        let end = last.value.range.upperBound
        let between =
          (text.line(of: max(end - 1, 0)) + 1)..<text.line(of: next.key.range.lowerBound)
        if between.contains(where: { text.isComment(line: $0) }) {
          let line = text.line(of: max(end - 1, first.key.range.lowerBound))
          let stop = text.lineStarts[line] + text.content(ofLine: line).count
          var start = first.key.range.lowerBound
          while start > 0, text.scalars[start - 1] == " " { start -= 1 }
          replace(start..<stop, with: "")
        } else {
          replace(first.key.range.lowerBound..<next.key.range.lowerBound, with: "")
        }
      }
    }
    for entry in rest where map[entry.name] == nil {
      let first = ownComments(above: text.line(of: entry.key.range.lowerBound), column: column)
      let last = lastLine(of: entry.value.range.upperBound, column: column)
      replace(text.lineStarts[first]..<text.end(ofLine: last), with: "")
    }
  }

  /// The first of the comment lines that stand directly above a line, as far indented as it is. The
  /// ones at the top of the file are the file's own.
  func ownComments(above line: Int, column: Int) -> Int {
    var first = line
    while first > 0, text.isComment(line: first - 1),
      text.indentation(ofLine: first - 1) == column
    { first -= 1 }
    return first == 0 ? line : first
  }

  /// The last line of what ends at an offset, with comments below it that are indented deeper than
  /// a column.
  func lastLine(of end: Int, column: Int) -> Int {
    var last = text.line(of: max(end - 1, 0))
    if end > 0, end == text.count || text.column(of: end) > 0 { last = text.line(of: end) }
    var line = last + 1
    while line < text.lineStarts.count {
      if text.isComment(line: line), text.indentation(ofLine: line) > column {
        last = line
      } else if !text.isBlank(line: line) {
        break
      }
      line += 1
    }
    return last
  }

  /// Inserts lines below a line.
  mutating func insert(_ lines: [String], behindLine line: Int) {
    let offset = text.end(ofLine: line)
    let isEnded = offset > 0 && YAMLText.isBreak(text.scalars[offset - 1])
    let written = lines.joined(separator: text.lineBreak)
    replace(
      offset..<offset,
      with: isEnded ? written + text.lineBreak : text.lineBreak + written)
  }

  /// How the texts beside a new one are quoted: all alike, or plain.
  private func neighbours(_ entries: [YAMLNode.Entry]) -> YAMLNode.Style {
    let styles = entries.compactMap { entry -> YAMLNode.Style? in
      guard case .scalar(let style) = entry.value.kind, case .text = entry.value.value else {
        return nil
      }
      return style
    }
    guard let first = styles.first, styles.allSatisfy({ $0 == first }),
      first == .singleQuoted || first == .doubleQuoted
    else { return .plain }
    return first
  }
}
