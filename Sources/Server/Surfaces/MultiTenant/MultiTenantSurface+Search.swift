internal import Hummingbird
internal import Logging
internal import LookalikeEngine
internal import LookalikeMultipart
internal import LookalikeOpenAPI
internal import LookalikePictures

extension MultiTenantSurface {
    private static let topKRange = 1...50
    private static let topK = QueryParameter<Int>(
        "top_k", default: 10, location: .body,
        description: "The most results, 1 to 50; a number beyond is taken for the nearer of these.")

    private static let noImage = APIError(status: .badRequest, message: "No image file provided")
    private static let notAllowed = APIError(
        status: .badRequest,
        message: "File type not allowed. Allowed types: png, jpg, jpeg, gif, bmp, tiff, tif, webp")
    private static let tooLarge = APIError(
        status: .contentTooLarge,
        message: "File too large. Maximum size is \(ByteText.of(maximumUploadBytes))")
    private static let allowedFormats: Set<PictureFormat> = [.png, .jpeg, .gif, .bmp, .tiff, .webp]

    var search: Route {
        Route(
            .post, "/api/search/{company}", "Search a company's images",
            description: "Opens the company where it is not open. What the file is, its bytes tell.",
            parameters: [Self.company],
            body: .form(fields: [Self.topK], files: [FormFile(name: "image")]),
            answers: [
                .json(CompanySearchAnswer.self, "What looks like it."),
                .json(
                    CompanyFailure.self, "There is no such company, or the file is no image.", status: 400),
                .json(CompanyFailure.self, "The upload came too slowly.", status: 408),
                .json(CompanyFailure.self, "The file is larger than 16 MB.", status: 413),
                .json(
                    CompanyFailure.self,
                    "The company's model is not installed, its files can't be read, or too much work.",
                    status: 503),
            ]
        ) { [companies] request in
            let name = try request.value(Self.company)
            // Checked before the upload, which may be large.
            try await Self.known(name) { try await companies.check(name) }
            let (image, topK) = try await Self.read(request)
            let answer = try await Self.known(name) {
                try await companies.search(name, for: image, topK: topK)
            }
            let requestID = request.context.logger[metadataKey: "request_id"]
            return JSONResponse.make(
                CompanySearchAnswer(
                    success: true, company: name, results: answer.matches.map { CompanyResult($0) },
                    totalResults: answer.matches.count, queryProcessed: true,
                    requestID: requestID.map { "\($0)" } ?? "", timestamp: Self.now)
            ).naming(model: answer.model)
        }
    }

    private static func read(_ request: RouteRequest) async throws -> (image: [UInt8], topK: Int) {
        let form: MultipartForm
        do {
            form = try await request.form(imageBytes: maximumUploadBytes)
        } catch MultipartError.notMultipart {
            throw noImage
        } catch let error as MultipartError where error.isTooLarge {
            throw tooLarge
        } catch let error as APIError {
            throw error.status == .contentTooLarge ? tooLarge : error
        }
        guard let file = form.file("image") else { throw noImage }
        let topK = try topK(form.value("top_k"))
        guard let format = PictureFormat.sniff(file.bytes), allowedFormats.contains(format) else {
            throw notAllowed
        }
        return (file.bytes, topK)
    }

    private static func topK(_ text: String?) throws -> Int {
        guard let text, !text.isEmpty else { return topK.defaultValue ?? 10 }
        switch Int.read(text) {
        case .value(let value): return min(max(value, topKRange.lowerBound), topKRange.upperBound)
        case .beyond(let isNegative): return isNegative ? topKRange.lowerBound : topKRange.upperBound
        case .refused: throw APIError(status: .badRequest, message: "top_k must be a whole number")
        }
    }
}
