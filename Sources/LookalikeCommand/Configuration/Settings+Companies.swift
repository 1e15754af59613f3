import Configuration
import Engine

extension Settings {
    func companies() throws -> CompanyConfiguration {
        var configuration = CompanyConfiguration()
        if let path = text("companies.dir") { configuration.directory = path }
        if let names = list("companies.collections") {
            configuration.collections = names == ["*"] ? nil : names
        }
        if let model = text("companies.model") { configuration.model = model }
        if let count = try integer("companies.open", in: 1...100_000) { configuration.openCompanies = count }
        if let bytes = try integer("companies.openBytes", in: 1...(1 << 50)) {
            configuration.openBytes = bytes
        }
        return configuration
    }
}
