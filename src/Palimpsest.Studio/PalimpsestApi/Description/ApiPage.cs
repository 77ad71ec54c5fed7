using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Palimpsest.Studio.PalimpsestApi.Description;

/// <summary>An OpenAPI document as a page of plain HTML, without a script.</summary>
internal sealed class ApiPage(JsonObject document)
{
    private const int DeepestNesting = 4;

    private readonly StringBuilder _html = new();

    public string Html()
    {
        JsonNode info = document["info"]!;
        string title = $"{Text(info["title"])} API";
        _html.Append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
            .Append(title).Append("</title><link rel=\"stylesheet\" href=\"").Append(StudioAddresses.ApiStyle).Append("\"></head><body><main><h1>").Append(title).Append("</h1><p>")
            .Append(Text(info["description"])).Append("</p><p>For programs: <a href=\"/openapi.json\">openapi.json</a>.</p>");
        var operations = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Where(entry => entry.Value is JsonObject).Select(entry => (Path: path.Key, Method: entry.Key, Operation: entry.Value!.AsObject())))
            .GroupBy(entry => entry.Operation["tags"]?[0]?.GetValue<string>() ?? "");
        foreach (var group in operations)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<h2>{WebUtility.HtmlEncode(group.Key)}</h2>");
            foreach ((string path, string method, JsonObject operation) in group)
            {
                Operation(path, method, operation);
            }
        }

        return _html.Append("</main></body></html>").ToString();
    }

    private void Operation(string path, string method, JsonObject operation)
    {
        _html.Append("<details><summary><b>").Append(WebUtility.HtmlEncode(method.ToUpperInvariant())).Append("</b> <code>").Append(WebUtility.HtmlEncode(path)).Append("</code> ")
            .Append(Text(operation["summary"])).Append("</summary>");
        if (operation["parameters"] is JsonArray { Count: > 0 } parameters)
        {
            _html.Append("<h3>Parameters</h3>");
            Table(parameters.Select(parameter => Resolved(parameter!)).Select(parameter => (
                Name: $"{parameter["name"]} ({parameter["in"]})", Schema: parameter["schema"] is JsonNode schema ? Resolved(schema) : [], About: Text(parameter["description"]))));
        }

        if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is JsonNode body)
        {
            _html.Append("<h3>Body</h3>");
            Fields(Resolved(body), 0);
        }

        if (operation["responses"] is JsonObject responses)
        {
            foreach ((string status, JsonNode? response) in responses)
            {
                _html.Append(CultureInfo.InvariantCulture, $"<h3>Answer {WebUtility.HtmlEncode(status)}</h3>");
                if (response?["content"]?.AsObject().Select(content => content.Value?["schema"]).FirstOrDefault() is JsonNode schema)
                {
                    Fields(Resolved(schema), 0);
                }
            }
        }

        _html.Append("</details>");
    }

    private void Fields(JsonObject schema, int depth)
    {
        if (schema["properties"] is JsonObject properties)
        {
            Table(properties.Select(property => (property.Key, Resolved(property.Value!), Text(property.Value!["description"] ?? Resolved(property.Value!)["description"]))), depth);
        }
    }

    private void Table(IEnumerable<(string Name, JsonObject Schema, string About)> rows, int depth = 0)
    {
        _html.Append("<table><thead><tr><th>Name</th><th>Type</th><th>Default</th><th>Meaning</th></tr></thead><tbody>");
        foreach ((string name, JsonObject schema, string about) in rows)
        {
            _html.Append("<tr><td><code>").Append(WebUtility.HtmlEncode(name)).Append("</code></td><td>").Append(WebUtility.HtmlEncode(Type(schema))).Append("</td><td>")
                .Append(schema.ContainsKey("default") ? WebUtility.HtmlEncode(schema["default"]?.ToJsonString() ?? "null") : "").Append("</td><td>").Append(about);
            JsonObject inner = schema["items"] is JsonNode items ? Resolved(items) : schema;
            if (depth < DeepestNesting && inner["properties"] is not null)
            {
                Fields(inner, depth + 1);
            }

            _html.Append("</td></tr>");
        }

        _html.Append("</tbody></table>");
    }

    private string Type(JsonObject schema)
    {
        string type = schema["enum"] is JsonArray choices
            ? string.Join(" | ", choices.Select(choice => choice?.ToJsonString() ?? "null"))
            : schema["type"] switch
            {
                JsonArray several => string.Join(" | ", several.Select(one => one!.GetValue<string>())),
                JsonValue one => one.GetValue<string>(),
                _ => "any",
            };
        return schema["items"] is JsonNode items ? $"{type} of {Type(Resolved(items))}" : type;
    }

    /// <summary>What a reference, or a reference or null, stands for.</summary>
    private JsonObject Resolved(JsonNode node)
    {
        if (node["$ref"] is JsonValue reference)
        {
            JsonNode? at = document;
            foreach (string part in reference.GetValue<string>().Split('/')[1..])
            {
                at = at?[part];
            }

            return at?.AsObject() ?? [];
        }

        JsonNode? choice = (node["oneOf"] ?? node["anyOf"])?.AsArray().FirstOrDefault(one => one?["type"]?.GetValueKind() != JsonValueKind.String || one["type"]!.GetValue<string>() != "null");
        return choice is null ? node.AsObject() : Resolved(choice);
    }

    private static string Text(JsonNode? text) => WebUtility.HtmlEncode(text?.ToString() ?? "");
}
