using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Palimpsest.Studio.PalimpsestApi;

/// <summary>A route's parameters in the address. One that the route does not know is an error, so that a typing mistake is not taken for "all".</summary>
internal sealed class Query
{
    private readonly IQueryCollection _given;

    /// <exception cref="ApiProblem">A parameter is unknown or given twice.</exception>
    public Query(HttpContext context, params string[] known)
    {
        _given = context.Request.Query;
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in _given)
        {
            if (!known.Contains(name))
            {
                throw ApiProblem.Malformed($"There is no parameter '{name}'; there are {string.Join(", ", known)}.", name);
            }

            if (values.Count != 1)
            {
                throw ApiProblem.Malformed($"The parameter '{name}' is given {values.Count} times: give it once.", name);
            }
        }
    }

    public string? Text(string name) => _given.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues value) ? value.ToString() : null;

    public long Number(string name, long otherwise, long least, long most) => Text(name) switch
    {
        null => otherwise,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most => number,
        string text => throw ApiProblem.Malformed($"{name} is '{text}', but must be a whole number from {least} to {most}.", name),
    };

    public int Count(string name, int otherwise, int least, int most) => (int)Number(name, otherwise, least, most);

    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        string text => throw ApiProblem.Malformed($"{name} is '{text}', but must be true or false.", name),
    };

    public DateTimeOffset? Time(string name) => Text(name) switch
    {
        null => null,
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time,
        string text => throw ApiProblem.Malformed($"{name} is '{text}', but must be a date or a time like 2026-01-31T12:00:00Z.", name),
    };

    public T? Choice<T>(string name)
        where T : struct, Enum => Text(name) switch
        {
            null => null,
            string text when !int.TryParse(text, out _) && Enum.TryParse(text, ignoreCase: true, out T choice) => choice,
            string text => throw ApiProblem.Malformed($"{name} is '{text}', but must be one of {string.Join(", ", Enum.GetNames<T>().Select(choice => choice.ToLowerInvariant()))}.", name),
        };
}
