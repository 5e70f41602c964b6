/// Where a value is in a file: keys of mappings and elements of lists, from the top.
package struct ValuePath: Hashable, Sendable, CustomStringConvertible {
  package enum Step: Hashable, Sendable {
    case key(String)
    /// An element, by its index before and after; nil where it is not there on that side.
    case element(old: Int?, new: Int?, identity: Identity?)
  }

  /// The key and value that tell an element from all others of its list.
  package struct Identity: Hashable, Sendable {
    package var key: String
    package var value: String
  }

  package var steps: [Step] = []

  package init() {}

  func appending(_ step: Step) -> ValuePath {
    var path = self
    path.steps.append(step)
    return path
  }

  /// Readably: `conditions.all[2].value`, `fields[id=12].title`; indices count from 0 and are those
  /// of the new list, of a removed element that of the old one.
  package var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key): text += (text.isEmpty ? "" : ".") + Self.shown(key)
      case .element(_, _, let identity?):
        text += "[\(Self.shown(identity.key))=\(Self.shown(identity.value))]"
      case .element(let old, let new, nil): text += "[\(new ?? old ?? 0)]"
      }
    }
    return text.isEmpty ? "(the whole value)" : text
  }

  /// A name that is plain as it is; else in double quotes.
  private static func shown(_ name: String) -> String {
    let isPlain =
      !name.isEmpty
      && name.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == "-"
      }
    return isPlain ? name : ValueText.quoted(name)
  }
}
