/// Finds the merge request in a commit's message.
package enum MergeRequest {
  /// The reference as servers write it: GitLab's closing line `See merge request group/project!12`
  /// (`group/project!12`), GitHub's subject `Merge pull request #12 from …` (`#12`), or a squash
  /// merge's subject that ends with `(!12)` or `(#12)`; nil where there is none.
  package static func reference(in message: String) -> String? {
    let lines = lines(of: message)
    for line in lines.reversed() {
      if let reference = line.dropping(prefix: "See merge request "), isReference(reference) {
        return String(reference)
      }
    }
    guard let subject = lines.first(where: { !$0.isEmpty }) else { return nil }
    if let rest = subject.dropping(prefix: "Merge pull request "),
      let reference = rest.split(separator: " ").first, isReference(reference)
    {
      return String(reference)
    }
    guard subject.last == ")", let open = subject.lastIndex(of: "(") else { return nil }
    let reference = subject[subject.index(after: open)...].dropLast()
    return isReference(reference) && ["!", "#"].contains(reference.first) ? String(reference) : nil
  }

  /// What the merge request is about, for people: the message's second paragraph where the subject
  /// only says that something was merged, else the subject.
  package static func title(of subject: String, in message: String) -> String {
    guard
      ["Merge branch ", "Merge pull request ", "Merge remote-tracking "].contains(
        where: subject.hasPrefix)
    else { return subject }
    let lines = lines(of: message).drop(while: \.isEmpty)
    guard let gap = lines.firstIndex(of: ""),
      let title = lines[gap...].first(where: { !$0.isEmpty }),
      !title.hasPrefix("See merge request ")
    else { return subject }
    return String(title)
  }

  /// Whether what a person typed (`12`, `!12`, `#12`, `group/project!12`) names this reference.
  package static func names(_ typed: String, _ reference: String) -> Bool {
    guard let (project, mark, number) = parts(Substring(reference)) else { return false }
    guard typed.contains(where: { "!#".contains($0) }) else { return typed == number }
    guard let (typedProject, typedMark, typedNumber) = parts(Substring(typed)) else { return false }
    return typedNumber == number && typedMark == mark
      && (typedProject.isEmpty || typedProject == project)
  }

  private static func isReference(_ text: Substring) -> Bool { parts(text) != nil }

  private static func parts(
    _ text: Substring
  ) -> (project: Substring, mark: Character, number: Substring)? {
    guard let index = text.lastIndex(where: { "!#".contains($0) }) else { return nil }
    let number = text[text.index(after: index)...]
    guard !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    let project = text[..<index]
    return project.utf8.allSatisfy(isOfName) ? (project, text[index], number) : nil
  }

  /// The bytes that GitLab and GitHub allow in the paths of projects, and the slash.
  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "_.-/".utf8.contains(byte)
    }
  }

  /// The message's lines without the whitespace around them.
  private static func lines(of message: String) -> [Substring] {
    // By bytes, since a queue can have thousands of messages, and since Swift takes a carriage
    // return and a line feed for one character.
    message.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { trimmed(Substring($0)) }
  }

  private static func trimmed(_ line: Substring) -> Substring {
    if let first = line.utf8.first, let last = line.utf8.last, isVisible(first), isVisible(last) {
      return line
    }
    var line = line
    while let last = line.last, last.isWhitespace { line.removeLast() }
    return line.drop(while: \.isWhitespace)
  }

  private static func isVisible(_ byte: UInt8) -> Bool { (0x21...0x7e).contains(byte) }
}

extension Substring {
  fileprivate func dropping(prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
