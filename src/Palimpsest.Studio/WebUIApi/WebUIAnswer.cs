using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Palimpsest.Studio.WebUIApi.Errors;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi;

/// <summary>Answers in JSON as webui's clients know them.</summary>
internal static class WebUIAnswer
{
    /// <summary>Base64 has "+", which the usual encoder would write in six characters.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IResult Json(JsonNode? json, int status = StatusCodes.Status200OK) => Results.Text(Text(json), "application/json", statusCode: status);

    public static string Text(JsonNode? json) => json?.ToJsonString(Plain) ?? "null";

    public static IResult Error(WebUIException exception) => Json(
        new JsonObject { ["error"] = exception.Error, ["detail"] = exception.Detail, ["body"] = "", ["errors"] = exception.Errors }, exception.Status);

    public static IResult Faults(IReadOnlyList<BodyFault> faults) => Json(
        new JsonObject { ["detail"] = new JsonArray([.. faults.Select(fault => fault.ToJson())]) }, StatusCodes.Status422UnprocessableEntity);

    /// <summary>What FastAPI says of routes and methods that are not there.</summary>
    public static JsonObject Status(int status) => new() { ["detail"] = status == StatusCodes.Status405MethodNotAllowed ? "Method Not Allowed" : "Not Found" };
}
