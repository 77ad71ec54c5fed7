using System.Text.Json;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Pictures;

/// <summary>What webui's png-info answers of its own pictures.</summary>
public sealed class PngInfoCaseTests
{
    /// <summary>One row that skips where the reference is not here, so that it is counted.</summary>
    public static IEnumerable<ITheoryDataRow> Cases() => Reference.Find("pictures/cases.json") is not string index
        ? [new TheoryDataRow<string>("") { Skip = "Reference data 'pictures/cases.json' are not here." }]
        : JsonDocument.Parse(File.ReadAllBytes(index)).RootElement.EnumerateArray()
            .Where(entry => entry[1].GetString()!.StartsWith("png-info-", StringComparison.Ordinal))
            .Select(entry => new TheoryDataRow<string>($"{entry[0].GetInt32():000}-{entry[1].GetString()}"));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_text_and_its_fields_are_webuis(string name)
    {
        string file = Reference.Json($"pictures/cases/{name}.json").GetProperty("body").GetProperty("image").GetProperty("$file").GetString()!;
        JsonElement expected = Reference.Json($"pictures/cases/{name}.info.json").GetProperty("response");

        GenerationText text = GenerationText.Read(PictureReader.Read(Reference.Path($"pictures/{file}")));

        var styles = new PromptStyles(StyleFile.Parse(File.ReadAllText(Reference.Path("pictures/files/styles.csv"))));
        Assert.Equal(expected.GetProperty("info").GetString(), text.Text ?? "");
        Assert.Equal(expected.GetProperty("items").EnumerateObject().Select(item => (item.Name, item.Value.GetString()!)), text.Items.Select(item => (item.Key, item.Value)));
        Assert.Equal(
            expected.GetProperty("parameters").EnumerateObject().Select(field => $"{field.Name} = {JsonSerializer.Serialize(field.Value)}"),
            InfotextReader.Read(text.Text ?? "", new InfotextReading { Styles = styles }).Select(field => $"{field.Key} = {JsonSerializer.Serialize(field.Value)}"));
    }
}
