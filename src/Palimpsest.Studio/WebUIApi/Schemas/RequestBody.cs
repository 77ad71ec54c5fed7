using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Palimpsest.Studio.WebUIApi.Schemas;

/// <summary>Reads the JSON that a request comes with.</summary>
internal static class RequestBody
{
    /// <summary>More of a body is not sent back with what is wrong about it.</summary>
    private const int LongestEcho = 4096;

    /// <exception cref="BodyException">It is missing or no JSON.</exception>
    public static async Task<JsonElement> ReadAsync(HttpContext context)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        ReadOnlyMemory<byte> body = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        if (body.Length == 0)
        {
            throw new BodyException([new BodyFault(["body"], "field required", "value_error.missing")]);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            string text = Encoding.UTF8.GetString(body.Span);
            PythonJsonError error = PythonJsonError.Find(text);
            throw new BodyException([error.Position < LongestEcho ? error.ToFault(text[..Math.Min(text.Length, LongestEcho)]) : new BodyFault(["body", error.Position], error.Message, "value_error.jsondecode")]);
        }
    }

    public static async Task<Body> ReadAsync(HttpContext context, BodySchema schema) => schema.Read(await ReadAsync(context));
}
