import Configuration
import LookalikeEngine

extension Settings {
    func companies() throws -> CompanyConfiguration {
        var configuration = CompanyConfiguration()
        if let path = text(.companiesDir) { configuration.directory = path }
        if let names = list(.companiesCollections) {
            configuration.collections = names == ["*"] ? nil : names
        }
        if let model = text(.companiesModel) { configuration.model = model }
        if let count = try integer(.companiesOpen, in: 1...100_000) { configuration.openCompanies = count }
        if let bytes = try integer(.companiesOpenBytes, in: 1...(1 << 50)) {
            configuration.openBytes = bytes
        }
        return configuration
    }
}
