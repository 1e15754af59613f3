internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

/// The multi-tenant interface: companies, each searched separately among its own images.
struct MultiTenantSurface: Surface {
    let engine: Engine
    let companies: Companies
    let tag = "Multi-tenant"
    let tagDescription = "The interface of companies, each of which searches its own images."
    let audience = RouteAudience.contract

    var routes: [Route] { [health, list, statistics, search, content, thumbnail] }

    /// The system's limit; Lookalike's may be lower.
    static let maximumUploadBytes = 16 << 20

    static let company = QueryParameter<String>.required(
        "company", location: .path, description: "The company's name.")

    init(engine: Engine, configuration: CompanyConfiguration) {
        self.engine = engine
        companies = Companies(engine: engine, configuration: configuration)
    }

    func response(to error: APIError) -> Response {
        // The system has no 404 here, and reports problems with fields like any other error.
        let isUnknown = error.status == .notFound
        let status = isUnknown || error.status == .unprocessableContent ? .badRequest : error.status
        let message =
            isUnknown
            ? "Company not found"
            : error.issues.map { issues in
                issues.detail.map { "\($0.loc.last?.stringValue ?? "request"): \($0.msg)" }.joined(
                    separator: "; ")
            }
        return JSONResponse.make(
            CompanyFailure(success: false, error: message ?? error.message), status: status,
            headers: error.headers)
    }

    // MARK: Routes

    private var health: Route {
        Route(
            .get, "/api/health", "Health of the companies' interface",
            answers: [
                .json(CompaniesHealth.self, "Whether it can serve."),
                .json(CompanyFailure.self, "The companies' folder can't be read.", status: 503),
            ]
        ) { [engine, companies] _ in
            let listed = try await Self.listing(companies)
            let loaded = listed.filter(\.isLoaded).map(\.name)
            // If there is no model at all, that is the answer.
            let model = await engine.blocking { try? companies.modelOfNewCompanies() }
            let isReady = await isUsable(model)
            return JSONResponse.make(
                CompaniesHealth(
                    status: isReady ? "healthy" : "degraded", apiReady: isReady, timestamp: Self.now,
                    totalCompaniesAvailable: listed.count, loadedCompanies: loaded,
                    loadedCount: loaded.count, model: model)
            ).naming(model: model)
        }
    }

    /// Loads the model unless it is loaded.
    private func isUsable(_ model: String?) async -> Bool {
        guard let model else { return false }
        return (try? await companies.loadModel(model)) != nil
    }

    private var list: Route {
        Route(
            .get, "/api/companies", "List companies",
            answers: [
                .json(CompanyList.self, "All companies that can be searched."),
                .json(CompanyFailure.self, "The companies' folder can't be read.", status: 503),
            ]
        ) { [companies] _ in
            let listed = try await Self.listing(companies)
            return JSONResponse.make(
                CompanyList(
                    success: true,
                    companies: listed.map { company in
                        CompanyView(
                            name: company.name, embeddingsPath: company.path, loaded: company.isLoaded)
                    }, total: listed.count))
        }
    }

    private static func listing(_ companies: Companies) async throws -> [CompanyListing] {
        do {
            return try await companies.list()
        } catch let error as EngineError {
            guard case .folderUnreadable = error else { throw error }
            // The server's fault, whatever the request.
            throw APIError(status: .serviceUnavailable, message: "\(error)")
        }
    }

    private var statistics: Route {
        Route(
            .get, "/api/stats/{company}", "Statistics of a company",
            description: "Opens the company where it is not open.", parameters: [Self.company],
            answers: [
                .json(CompanyStatisticsAnswer.self, "The figures."),
                .json(CompanyFailure.self, "There is no such company.", status: 400),
                .json(CompanyFailure.self, "The company's files can't be read.", status: 503),
            ]
        ) { [companies] request in
            let name = try request.value(Self.company)
            let statistics = try await Self.known(name) { try await companies.statistics(of: name) }
            let answer = CompanyStatisticsAnswer(name, statistics)
            return JSONResponse.make(answer).naming(model: answer.stats.indexInfo.model)
        }
    }

    /// - Throws: ``APIError`` 400 in the system's wording if there is no such company.
    static func known<Result>(_ company: String, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch EngineError.unknownCollection, EngineError.invalidCollectionName {
            throw APIError(status: .badRequest, message: "Company '\(company)' not found")
        }
    }

    /// In the system's format: UTC, to the millisecond.
    static var now: String { Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
}
