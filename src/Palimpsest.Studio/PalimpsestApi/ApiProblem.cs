using Microsoft.AspNetCore.Http;

namespace Palimpsest.Studio.PalimpsestApi;

/// <summary>What went wrong, as RFC 9457 says it.</summary>
internal sealed class ApiProblem(int status, string title, string detail, string? name = null, Exception? inner = null) : Exception(detail, inner)
{
    public IResult Answer() => Results.Problem(
        Message, statusCode: status, title: title, extensions: name is null ? null : new Dictionary<string, object?> { ["field"] = name });

    public static ApiProblem NotFound(string what) => new(StatusCodes.Status404NotFound, "Not found", $"There is no {what}.");

    public static ApiProblem Malformed(string detail, string? name = null, Exception? inner = null) => new(StatusCodes.Status400BadRequest, "The request is malformed", detail, name, inner);

    public static ApiProblem Conflict(string detail, string? name = null, Exception? inner = null) => new(StatusCodes.Status409Conflict, "The request conflicts with what there is", detail, name, inner);

    public static ApiProblem Invalid(string detail, string? name = null, Exception? inner = null) =>
        new(StatusCodes.Status422UnprocessableEntity, "The request cannot be carried out", detail, name, inner);
}
