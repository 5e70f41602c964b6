import Fixtures
import Foundation

/// A Markdown file whose `console` blocks are run, so that what it shows stays true.
///
/// In such a block a line that starts with `$ ` is a command, and with `> ` the command goes on;
/// what follows is its output. A line `…` stands for any lines that the document leaves out.
/// Comments that start a line say what a reader need not see:
///
///     <!-- clock: 2026-11-01T00:00:05Z -->   the time from here on; each command takes a minute
///     <!-- file: PATH -->                     the next fenced block is written to this file
///     <!-- one command -->                    in the next block only the first line is a command
///     <!-- hidden                             commands without output, up to a line `-->`
struct ConsoleDocument {
  /// What a part of the file does when it is run.
  enum Part {
    case text([String])
    case clock(String)
    case hidden([String])
    case file(path: String, lines: [String])
    /// `fence` is the line of backticks around it.
    case console([Exchange], fence: String)
  }

  /// One command and what it printed.
  struct Exchange {
    var command: [String]
    var output: [String]

    /// The lines of the document.
    var lines: [String] {
      command.enumerated().map { ($0 == 0 ? "$ " : "> ") + $1 } + output
    }
  }

  var parts: [Part] = []

  init(_ text: String) throws {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
    var file: String?
    var isOne = false
    func block(until end: String) throws -> [String] {
      guard let index = lines.firstIndex(of: end) else {
        throw FixtureError("a block is not ended by \(end): \(lines.prefix(3))")
      }
      defer { lines = lines[(index + 1)...] }
      return Array(lines[..<index])
    }
    while let line = lines.popFirst() {
      if let time = Self.argument(of: "clock", in: line) {
        parts.append(.clock(time))
      } else if let path = Self.argument(of: "file", in: line) {
        file = path
        parts.append(.text([line]))
      } else if line == "<!-- hidden" {
        parts.append(.hidden(try block(until: "-->")))
      } else if line == "<!-- one command -->" {
        isOne = true
        parts.append(.text([line]))
      } else if line.hasPrefix("```"), line.hasSuffix("`console") {
        let fence = String(line.prefix { $0 == "`" })
        let exchanges = Self.exchanges(try block(until: fence), areOne: isOne)
        parts.append(.console(exchanges, fence: fence))
        isOne = false
      } else if line.hasPrefix("```") {
        let content = try block(until: "```")
        if let path = file { parts.append(.file(path: path, lines: content)) }
        parts.append(.text([line] + content + ["```"]))
        file = nil
      } else {
        parts.append(.text([line]))
      }
    }
  }

  /// The whole file.
  var text: String {
    parts.flatMap { part -> [String] in
      switch part {
      case .text(let lines): lines
      case .clock(let time): ["<!-- clock: \(time) -->"]
      case .hidden(let lines): ["<!-- hidden"] + lines + ["-->"]
      case .file: []
      case .console(let exchanges, let fence):
        ["\(fence)console"] + exchanges.flatMap(\.lines) + [fence]
      }
    }.joined(separator: "\n")
  }

  private static func argument(of name: String, in line: String) -> String? {
    let start = "<!-- \(name): "
    guard line.hasPrefix(start), line.hasSuffix(" -->") else { return nil }
    return String(line.dropFirst(start.count).dropLast(4))
  }

  private static func exchanges(_ lines: [String], areOne: Bool) -> [Exchange] {
    var exchanges: [Exchange] = []
    for line in lines {
      if areOne, !exchanges.isEmpty {
        exchanges[0].output.append(line)
      } else if line.hasPrefix("$ ") {
        exchanges.append(Exchange(command: [String(line.dropFirst(2))], output: []))
      } else if line.hasPrefix("> "), exchanges.last?.output == [] {
        exchanges[exchanges.count - 1].command.append(String(line.dropFirst(2)))
      } else if !exchanges.isEmpty {
        exchanges[exchanges.count - 1].output.append(line)
      }
    }
    return exchanges
  }
}

extension ConsoleDocument.Exchange {
  /// Whether the output is the one that the document shows, `…` standing for any lines.
  func shows(_ actual: [String]) -> Bool {
    let pieces = output.split(separator: "…", omittingEmptySubsequences: false).map(Array.init)
    guard pieces.count > 1 else { return output == actual }
    guard let first = pieces.first, let last = pieces.last,
      actual.starts(with: first), actual.count >= first.count + last.count,
      Array(actual.suffix(last.count)) == last
    else { return false }
    var rest = actual.dropFirst(first.count).dropLast(last.count)
    for piece in pieces.dropFirst().dropLast() {
      let starts = rest.indices.filter { rest[$0...].starts(with: piece) }
      guard let start = starts.first else { return false }
      rest = rest[(start + piece.count)...]
    }
    return true
  }
}
