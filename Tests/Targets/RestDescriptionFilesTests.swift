import Configuration
import Foundation
import Testing

@testable import Targets

/// The descriptions that come with the program.
struct RestDescriptionFilesTests {
  @Test func `each is read without a problem, by the name of its file`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/Targets/Rest/Descriptions").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(files == RestDescriptions.named.keys.map { "\($0).yaml" }.sorted())
    for (name, bytes) in RestDescriptions.named {
      let description = try RestDescription.read(bytes, file: "\(name).yaml")
      #expect(description.kinds.contains { $0.files != nil }, "\(name)")
    }
  }
}
