import Foundation
import Logging
import LookalikeJSON
import LookalikeLogs
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct JSONLogTests {
    /// What a log writes, line by line.
    private final class Lines: Sendable {
        private let state = Mutex<[String]>([])

        var texts: [String] { state.withLock { $0 } }

        var objects: [JSONValue] {
            get throws { try texts.map { try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) } }
        }

        func logger(filtered: Bool = true) -> Logger {
            Logger(label: "shop") { label in
                let handler = JSONLogHandler(label: label) { line in self.state.withLock { $0.append(line) } }
                return filtered ? SecretFilter(handler) : handler
            }
        }
    }

    @Test func anEventIsOneLine() throws {
        let lines = Lines()
        var logger = lines.logger()
        logger[metadataKey: "request_id"] = "7"
        logger.info(
            "first\nsecond \u{2028}\u{1} \"é\\",
            metadata: [
                "status": .stringConvertible(200), "ms": .stringConvertible(1.5),
                "fine": .stringConvertible(true), "list": ["a", .dictionary(["b": "c"])],
                "time": "noon",
            ])
        let text = try #require(lines.texts.first)
        #expect(text.hasPrefix("{\"time\":\""))
        #expect(text.hasSuffix("}\n"))
        #expect(text.dropLast().allSatisfy { $0 != "\n" && $0 != "\u{2028}" })
        let line = try #require(try lines.objects.first)
        #expect(line["level"] == "info")
        #expect(line["logger"] == "shop")
        #expect(line["message"] == "first\nsecond \u{2028}\u{1} \"é\\")
        #expect(line["request_id"] == "7")
        #expect(line["status"] == .int(200))
        #expect(line["ms"] == .double(1.5))
        #expect(line["fine"] == .bool(true))
        #expect(line["list"] == ["a", ["b": "c"]])
        #expect(line["time_"] == "noon")
        let time = try #require(line["time"]?.stringValue)
        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil, "\(time)")
        let date = try Date(time, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        #expect(abs(date.timeIntervalSinceNow) < 600)
    }

    @Test func lessThanTheLevelIsNotWritten() throws {
        let lines = Lines()
        var logger = lines.logger()
        logger.logLevel = .warning
        logger.info("a")
        logger.error("b")
        #expect(try lines.objects.map { $0["message"] } == ["b"])
    }

    @Test(arguments: [
        ("at postgres://shop:s3cr3t@db:5432/x", "at postgres://[hidden]@db:5432/x"),
        ("GET /x?api_key=s3cr3t&k=5", "GET /x?api_key=[hidden]&k=5"),
        ("host=db password=s3cr3t user=me", "host=db password=[hidden] user=me"),
        ("data:image/jpeg;base64,s3cr3tAA+/= end", "data:image/jpeg;base64,[hidden] end"),
        ("http://shop.example/a@b?k=1", "http://shop.example/a@b?k=1"),
    ])
    func secretsOfTextsAreHidden(text: String, written: String) throws {
        let lines = Lines()
        lines.logger().warning("\(text)", metadata: ["error": "\(text)", "list": ["\(text)"]])
        let line = try #require(try lines.objects.first)
        #expect(line["message"]?.stringValue == written)
        #expect(line["error"]?.stringValue == written)
        #expect(line["list"]?.arrayValue?.first?.stringValue == written)
    }

    @Test(arguments: ["Authorization", "api-key", "db_password", "set-cookie", "access_token"])
    func fieldsOfSecretsAreHidden(name: String) throws {
        let lines = Lines()
        var logger = lines.logger()
        logger[metadataKey: name] = "s3cr3t"
        logger.info("a", metadata: ["more": .dictionary([name: "s3cr3t"])])
        #expect(!lines.texts.joined().contains("s3cr3t"))
        #expect(try lines.objects.first?[name] == "[hidden]")
    }

    @Test func longTextsAreCut() throws {
        let lines = Lines()
        lines.logger().info(
            "\(String(repeating: "é", count: 100_000))", metadata: ["n": .stringConvertible(1)])
        let text = try #require(lines.texts.first)
        #expect(text.utf8.count < 10_000)
        #expect(try lines.objects.first?["n"] == .int(1))
    }
}
