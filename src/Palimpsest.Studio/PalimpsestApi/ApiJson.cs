using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Palimpsest.Studio.PalimpsestApi;

/// <summary>JSON of this API: names in camel case, words for choices, and nothing that it does not know.</summary>
internal static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }

    /// <exception cref="ApiProblem">The body is not what the route takes; the message says where.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Options, context.RequestAborted) ?? throw ApiProblem.Malformed("The body is null: send an object.");
        }
        catch (JsonException exception)
        {
            string? place = exception.Path is { Length: > 2 } path ? path[2..] : null;
            throw ApiProblem.Malformed(exception.Message, place, exception);
        }
    }
}
