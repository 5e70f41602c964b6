import Fixtures
import Foundation

/// What was typed and answered, as a text that is the same on every machine.
final class Transcript {
  private let world: World
  private(set) var text = ""

  init(_ world: World) { self.world = world }

  /// Runs the program and appends the command, both outputs and the exit code.
  func run(_ arguments: String..., at time: String) throws {
    let result = try world.start(arguments, at: time).wait()
    text += "$ deploysync \(arguments.joined(separator: " "))   # at \(time)\n"
    text += Self.stable(result.text, in: world)
    if !result.errors.isEmpty {
      text += Self.stable(result.errorText, in: world).split(separator: "\n").map { "! \($0)\n" }
        .joined()
    }
    text += "[\(result.status)]\n\n"
  }

  /// Runs git in the clone and appends what it answered.
  func git(_ arguments: String...) throws {
    let result = try world.clone.runGit(arguments)
    text += "$ git \(arguments.joined(separator: " "))\n"
    text += Self.stable(result.text + result.errorText, in: world) + "[\(result.status)]\n\n"
  }

  /// Without the folder, the random part of run names, and times that depend on how long it took.
  static func stable(_ text: String, in world: World) -> String {
    text.replacing(world.folder.path, with: "FOLDER")
      .replacing(#/\b\d{8}T\d{6}Z-[0-9a-f]{10}\b/#, with: "RUN")
      .replacing(#/process \d+ on \S+/#, with: "process N on HOST")
      // A state holds times to the second.
      .replacing(#/what is held: [0-9a-f]+ -> [0-9a-f]+/#, with: "what is held: OLD -> NEW")
      .replacing(#/(?:fetched|cloned) [^()]+ \(--fetch/#, with: "fetched some time ago (--fetch")
      .replacing(#/(T\d\d:\d\d:)\d\dZ/#) { "\($0.output.1)..Z" }
  }
}
