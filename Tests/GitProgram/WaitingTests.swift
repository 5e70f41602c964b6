import Domain
import Fixtures
import Foundation
import GitProgram
import Testing

/// How a program that is waited for is run.
struct WaitingTests {
  let place: SigningPlace

  init() throws { place = try SigningPlace() }

  /// A script in the place of `ssh-keygen`. Another process writes it: a script that is open for
  /// writing cannot be started, and other tests start processes that inherit what is open here.
  private func program(_ script: String) throws -> SignatureProgram {
    try place.run(
      "sh", "-c", "cat > sign && chmod +x sign", input: Array("#!/bin/sh\n\(script)\n".utf8))
    var environment = place.environment
    environment["GIT_DIR"] = "/nowhere"
    return SignatureProgram(
      directory: place.folder.path, environment: environment, program: place.folder.path("sign"))
  }

  @Test(arguments: ["ssh-keygen", "/nowhere/sign", "~/sign"])
  func `a machine without the program says so`(name: String) {
    let program = SignatureProgram(
      directory: "/", environment: ["PATH": "/nowhere:relative", "HOME": "/none"], program: name)
    let shown = name.hasPrefix("~") ? "/none/sign" : name
    #expect(throws: GitProgramError.notFound(program: shown)) {
      try program.sign([], key: .file(path: "x"), timeLimit: .seconds(5))
    }
    #expect(throws: GitProgramError.notFound(program: shown)) {
      try program.principals(of: [], signers: [], at: SigningPlace.time)
    }
  }

  @Test func `an ssh-keygen that does not know the question is no answer`() throws {
    for (status, script) in [(1, "echo usage: >&2; exit 1"), (137, "kill -9 $$")] {
      let program = try program(script)
      #expect(
        throws: GitProgramError.failed(
          command: [program.program, "-Y", "find-principals"], status: Int32(status),
          output: status == 1 ? ["usage:"] : [])
      ) { try program.principals(of: [], signers: [], at: SigningPlace.time) }
    }
  }

  @Test func `at the time limit the program is killed with its children`() throws {
    let note = place.folder.path("child")
    let program = try program("sleep 61 &\necho $! > \(note)\ntrap '' TERM\nsleep 62")
    let start = ContinuousClock.now
    #expect(
      throws: GitProgramError.timeLimit(
        command: [program.program, "-Y", "sign"], limit: .milliseconds(600))
    ) { try program.sign([], key: .file(path: "x"), timeLimit: .milliseconds(600)) }
    #expect(ContinuousClock.now - start < .seconds(10))
    let child = try #require(place.folder.text(of: "child").flatMap { pid_t($0.dropLast()) })
    for _ in 0..<100 {
      let stat = FileManager.default.contents(atPath: "/proc/\(child)/stat")
      guard let stat, !String(decoding: stat, as: UTF8.self).contains(") Z ") else { return }
      usleep(20_000)
    }
    Issue.record("the child lives")
  }

  @Test func `the program has no terminal, and none of git's variables`() throws {
    let program = try program(
      "(: <>/dev/tty) 2>&- && echo a terminal >&2\nenv | grep ^GIT_ | grep -v ^GIT_CONFIG_ | sort >&2\n"
        + "echo $TZ $LC_ALL >&2; exit 3")
    #expect(
      throws: GitProgramError.notSigned(
        key: .literal("k"), output: ["GIT_TERMINAL_PROMPT=0", "UTC C"])
    ) { try program.sign([], key: .literal("k"), timeLimit: .seconds(20)) }
  }

  @Test func `synchronous calls on every thread of the pool do not wait for each other`()
    async throws
  {
    let key = try place.makeKey("ada")
    let signers = Array("a@x \(key)\n".utf8)
    let place = place
    try await withThrowingTaskGroup(of: VerifiedSigner.self) { group in
      for number in 0..<16 {
        group.addTask {
          let content = Array("\(number)".utf8)
          let signature = try place.sign(content, with: "ada")
          return try Self.verify(place, content, signature, signers)
        }
      }
      for try await answer in group { #expect(answer == .principal("a@x")) }
    }
    let content = Array("x".utf8)
    let signature = try await place.program.sign(
      content, key: .file(path: "ada"), timeLimit: .seconds(20))
    let answer = try await place.program.verify(
      content, signature: signature, signers: signers, at: SigningPlace.time)
    #expect(answer == .principal("a@x"))
    let names = try await place.program.principals(
      of: signature, signers: signers, at: SigningPlace.time)
    #expect(names == ["a@x"])
  }

  /// Not asynchronous, so that the synchronous function is the one that is called.
  private static func verify(
    _ place: SigningPlace, _ content: [UInt8], _ signature: [UInt8], _ signers: [UInt8]
  ) throws -> VerifiedSigner {
    try place.program.verify(
      content, signature: signature, signers: signers, at: SigningPlace.time)
  }
}
