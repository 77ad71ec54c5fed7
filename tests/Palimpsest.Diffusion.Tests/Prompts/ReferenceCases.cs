using System.Text.Json;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Prompts;

/// <summary>Theory data over the cases of a reference file: one row a case, named by what goes in.</summary>
internal static class ReferenceCases
{
    /// <summary>The cases of a file's list, each with its number and a readable name; none when the file is not here.</summary>
    public static IEnumerable<ITheoryDataRow> Of(string file, string list = "cases", string input = "case")
    {
        if (Reference.Find(file) is null)
        {
            // One row that skips, so that the missing file is counted.
            return [new TheoryDataRow<int>(0) { TestDisplayName = file, Skip = $"Reference data '{file}' are not here." }];
        }

        return Reference.Json(file).GetProperty(list).EnumerateArray().Select((@case, number) =>
            (ITheoryDataRow)new TheoryDataRow<int>(number) { TestDisplayName = $"{file} {number} {Shorten(Input(@case, input).GetRawText())}" });
    }

    /// <summary>One case of a file.</summary>
    public static JsonElement At(string file, int number, string list = "cases") => Reference.Json(file).GetProperty(list)[number];

    private static JsonElement Input(JsonElement @case, string input) => @case.ValueKind == JsonValueKind.Array ? @case[0] : @case.GetProperty(input);

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
