using System.Text.Json;
using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Tests.Prompts;

namespace Palimpsest.Diffusion.Tests.Files;

public sealed class SequenceNumberTests
{
    private const string File = "prompts/sequence_numbers.json";

    public static IEnumerable<ITheoryDataRow> Cases => ReferenceCases.Of(File, input: "files");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_next_number_is_the_references(int number)
    {
        JsonElement @case = ReferenceCases.At(File, number);
        IEnumerable<string> names = @case.GetProperty("files").EnumerateArray().Select(name => name.GetString()!.TrimEnd('/'));

        Assert.Equal(@case.GetProperty("next").GetInt64(), SequenceNumber.Next(names, @case.GetProperty("basename").GetString()!));
    }

    [Fact]
    public void A_folder_that_does_not_exist_begins_with_0() =>
        Assert.Equal(0, SequenceNumber.Next(Path.Combine(Path.GetTempPath(), "palimpsest-no-such-folder")));

    [Theory]
    [InlineData(12, "", "00012")]
    [InlineData(100001, "", "100001")]
    [InlineData(4, "grid", "grid-0004")]
    public void Numbers_have_five_digits_and_four_behind_a_name(long number, string baseName, string text) => Assert.Equal(text, SequenceNumber.Text(number, baseName));
}
