using System.Text;
using System.Text.Json;
using Palimpsest.Diffusion.Files;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Files;

public sealed class FileNamePartTests
{
    [Fact]
    public void Parts_are_cleaned_as_in_the_reference()
    {
        int compared = 0;
        foreach (JsonElement row in Reference.Json("prompts/sanitize.json").GetProperty("rows").EnumerateArray().Where(row => row[1].ValueKind == JsonValueKind.String))
        {
            Assert.Equal(row[3].GetString(), FileNamePart.Clean(row[1].GetString()!, row[2].GetBoolean()));
            compared++;
        }

        Assert.True(compared >= 48, $"Only {compared} rows were compared.");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("é")]
    [InlineData("😀")]
    public void A_long_name_fits_the_file_system_and_ends_between_characters(string character)
    {
        string name = FileNamePart.Fit(string.Concat(Enumerable.Repeat(character, 300)), rest: 10);

        Assert.InRange(Encoding.UTF8.GetByteCount(name), 242, 245);
        Assert.Equal(name, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)));
    }
}
