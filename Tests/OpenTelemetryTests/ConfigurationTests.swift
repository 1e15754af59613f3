import Foundation
import LookalikeOpenTelemetry
import Testing

@Suite(.timeLimit(.minutes(10))) struct ConfigurationTests {
    private static let base = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"]

    private static func read(_ more: [String: String]) throws -> OpenTelemetryConfiguration? {
        try OpenTelemetryConfiguration(environment: base.merging(more) { $1 })
    }

    @Test func withoutAReceiverItIsOff() throws {
        #expect(try OpenTelemetryConfiguration(environment: ["OTEL_SERVICE_NAME": "shop"]) == nil)
        for off in [
            ["OTEL_SDK_DISABLED": "true"], ["OTEL_TRACES_EXPORTER": "none"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": " "],
        ] { #expect(try Self.read(off) == nil) }
    }

    @Test func theVariablesAreThoseOfTheSpecification() throws {
        let plain = try #require(try Self.read([:]))
        #expect(plain.endpoint.absoluteString == "http://collector:4318/v1/traces")
        #expect(plain.resource == ["service.name": "lookalike"])
        #expect(plain.sampler == .standard)
        #expect(plain.headers.isEmpty)
        let full = try #require(
            try Self.read([
                "OTEL_EXPORTER_OTLP_HEADERS": "api-key=a%20b, other = c=d",
                "OTEL_EXPORTER_OTLP_TIMEOUT": "2500", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
                "OTEL_SERVICE_NAME": "shop",
                "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test,service.name=no",
                "OTEL_BSP_MAX_QUEUE_SIZE": "100", "OTEL_BSP_SCHEDULE_DELAY": "50",
            ]))
        #expect(full.headers.map(\.name) == ["api-key", "other"])
        #expect(full.headers.map(\.value) == ["a b", "c=d"])
        #expect(full.timeout == .milliseconds(2_500))
        #expect(full.resource == ["service.name": "shop", "deployment.environment.name": "test"])
        #expect(full.queue == 100)
        #expect(full.batch == 100)
        #expect(full.delay == .milliseconds(50))
    }

    @Test func theAddressOfTracesIsTakenAsItIs() throws {
        let own = try Self.read(["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://x:1/path"])
        #expect(own?.endpoint.absoluteString == "https://x:1/path")
        let slash = try Self.read(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://x/base/"])
        #expect(slash?.endpoint.absoluteString == "http://x/base/v1/traces")
    }

    @Test(arguments: [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon"), ("OTEL_TRACES_SAMPLER", "some"),
        ("OTEL_TRACES_EXPORTER", "zipkin"), ("OTEL_BSP_MAX_QUEUE_SIZE", "0"),
    ])
    func whatCannotBeUsedIsNamed(variable: String, value: String) {
        #expect {
            try Self.read([variable: value])
        } throws: { error in
            "\(error)".contains(variable) && "\(error)".contains(value)
        }
    }

    @Test func secretsOfHeadersAreNotTold() {
        #expect {
            try Self.read(["OTEL_EXPORTER_OTLP_HEADERS": "s3cr3t"])
        } throws: { error in
            "\(error)".contains("OTEL_EXPORTER_OTLP_HEADERS") && !"\(error)".contains("s3cr3t")
        }
    }

    @Test(arguments: ["2", "-0.1", "x", "nan"]) func aShareIsFromZeroToOne(share: String) {
        #expect(throws: OpenTelemetryError.self) {
            try Sampler(named: "traceidratio", argument: share)
        }
    }
}
