using System.Text.Json;
using System.Text.Json.Nodes;

namespace Palimpsest.Studio.Data;

/// <summary>JSON that others wrote.</summary>
internal static class WholeJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>A text that can be read in every part; <see cref="JsonNode.Parse(string, JsonNodeOptions?, JsonDocumentOptions)"/> alone finds halves of letters only when they are asked for.</summary>
    /// <exception cref="JsonException">It is no JSON, has two values of one name, or halves of letters.</exception>
    public static JsonNode? Parse(string text)
    {
        try
        {
            JsonNode? node = JsonNode.Parse(text, documentOptions: Options);
            node?.ToJsonString();
            return node;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }
}
