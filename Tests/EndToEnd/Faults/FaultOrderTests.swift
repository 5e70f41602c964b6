import Faults
import Fixtures
import Foundation
import Testing

/// The variables that let a fault happen, in debug builds alone.
struct FaultOrderTests {
  let world: World

  init() throws { world = try World(HelpDesk.adHoc, files: HelpDesk.files) }

  @Test func `every point has a name of its own, made of words and dots`() {
    let names = FaultPoint.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.wholeMatch(of: #/[a-z]+(\.[a-z]+)+/#) != nil }, "\(names)")
    #expect(FaultPoint.allCases.allSatisfy { $0.kinds.contains(.kill) })
  }

  @Test func `a fault happens where it was asked for, and once`() throws {
    let fault = ["DEPLOYSYNC_FAULT": "run.intent.recorded:kill"]
    #expect(try world.deploysync("apply", environment: fault).status == 128 + SIGKILL)
    #expect(world.target().isEmpty)
    #expect(try world.deploysync("apply").status == 0)
    #expect(world.target().count == 1)
    // Nothing is to do, so the point is not met.
    #expect(try world.deploysync("apply", environment: fault).status == 0)
  }

  @Test func `a fault that is misspelt is not taken for one that nothing came of`() throws {
    for fault in ["run.intent:kill", "run.intent.recorded", "run.intent.recorded:EXDEV", "a#b:c"] {
      let result = try world.deploysync("apply", environment: ["DEPLOYSYNC_FAULT": fault])
      #expect(result.status == 99, "\(fault): \(result.all)")
    }
  }

  @Test func `programs that the program starts are not hit`() throws {
    var environment = try world.environment()
    environment["DEPLOYSYNC_FAULT"] = "run.intent.recorded:kill"
    let log = world.folder.path("log")
    environment["DEPLOYSYNC_FAULT_LOG"] = log
    let result = try Program.run(
      "sh", ["-c", "\"$0\" apply; exit $?", BuiltBinary.path], in: world.clone.path,
      environment: environment)
    #expect(result.status == 0, "\(result.all)")
    #expect(world.target().count == 1)
    #expect(!FileManager.default.fileExists(atPath: log))
  }
}
