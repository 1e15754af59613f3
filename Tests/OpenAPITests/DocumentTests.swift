import Foundation
import LookalikeJSON
import LookalikeOpenAPI
import Testing

private struct Answer: Codable, SchemaDocumented {
    var matches: [String]
    static let schemaName: String? = "FindSimilarAnswer"
}

/// Documents as the server makes them.
@Suite(.timeLimit(.minutes(10)))
struct DocumentTests {
    @Test func document() throws {
        var registry = SchemaRegistry()
        let answer = try registry.schema(for: Answer.self)
        let issues = try registry.schema(for: ValidationIssues.self)
        let topK = QueryParameter("top_k", default: 10, in: 1...100, description: "The most matches.")
        let field = QueryParameter<String>.required("name", location: .body, description: "A name.")
        var path = OpenAPIDocument.PathItem()
        path["post"] = OpenAPIDocument.Operation(
            tags: ["search"], summary: "Find", operationId: "find",
            parameters: [topK.openAPI].compactMap { $0 },
            requestBody: .form(.form(fields: [field], files: ["file"])),
            responses: [
                "200": .json(answer, description: "The matches."),
                "422": .json(issues, description: "A bad request."),
            ])
        let document = OpenAPIDocument(
            info: .init(title: "Lookalike", version: "1"), tags: [.init(name: "search")],
            paths: ["/find": path], schemas: registry.components)
        let written = try json(document)
        #expect(written == (try json(expected)))
        #expect(
            try JSONDecoder().decode(OpenAPIDocument.self, from: JSONEncoder().encode(document)) == document)
        #expect(path["Post"] != nil)
        #expect(path["TRACE"] == nil)
        #expect(field.openAPI == nil)
    }

    private let expected = """
        {"openapi": "3.1.0", "info": {"title": "Lookalike", "version": "1"}, "tags": [{"name": "search"}],
         "paths": {"/find": {"post": {
           "tags": ["search"], "summary": "Find", "operationId": "find",
           "parameters": [{"name": "top_k", "in": "query", "required": false,
             "description": "The most matches.",
             "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 10}}],
           "requestBody": {"required": true, "content": {"multipart/form-data": {"schema": {
             "type": "object", "required": ["file", "name"], "properties": {
               "file": {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"},
               "name": {"type": "string", "description": "A name."}}}}}},
           "responses": {
             "200": {"description": "The matches.", "content": {"application/json": {"schema":
               {"$ref": "#/components/schemas/FindSimilarAnswer"}}}},
             "422": {"description": "A bad request.", "content": {"application/json": {"schema":
               {"$ref": "#/components/schemas/HTTPValidationError"}}}}}}}},
         "components": {"schemas": {
           "FindSimilarAnswer": {"type": "object", "required": ["matches"], "properties": {
             "matches": {"type": "array", "items": {"type": "string"}}}},
           "HTTPValidationError": {"type": "object", "required": ["detail"],
             "description": "What is wrong with the request.", "properties": {
               "detail": {"type": "array", "items": {"$ref": "#/components/schemas/ValidationError"}}}},
           "ValidationError": {"type": "object", "required": ["type", "loc", "msg", "input"], "properties": {
             "type": {"type": "string", "description": "The kind of error.", "examples": ["int_parsing"]},
             "loc": {"type": "array", "items": {}, "description": "Where: names and indices.",
                     "examples": [["query", "top_k"]]},
             "msg": {"type": "string", "description": "A sentence."},
             "input": {"description": "What was sent; null where nothing was."},
             "ctx": {"type": ["object", "null"], "additionalProperties": {},
                     "description": "The numbers or words in the sentence."}}}}}}
        """
}
