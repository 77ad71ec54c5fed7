using System.Text.Json;
using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests;

public sealed class NamingTests
{
    private static readonly JsonElement Rules = Reference.Find("checkpoints/rules.json") is string path ? JsonDocument.Parse(File.ReadAllBytes(path)).RootElement : default;

    public static TheoryData<string> Searches => Rules.ValueKind == JsonValueKind.Undefined ? [] : [.. Rules.GetProperty("closest_match").EnumerateObject().Select(pair => pair.Name)];

    public static TheoryData<string> Titles => Rules.ValueKind == JsonValueKind.Undefined ? [] : [.. Rules.GetProperty("titles").EnumerateArray().Select(title => Text(title, "file")!)];

    public static TheoryData<string, bool, string, string?, string?, string?> VaeCases => Rules.ValueKind == JsonValueKind.Undefined ? [] : new(
        Rules.GetProperty("vae_resolution").GetProperty("cases").EnumerateArray().Select(row =>
            (row[0].GetString()!, row[1].GetBoolean(), row[2].GetString()!, row[3].GetString(), row[4].GetString(), row[5].GetString())));

    public static TheoryData<string> Keys => Rules.ValueKind == JsonValueKind.Undefined ? [] :
        [.. Rules.GetProperty("key_transforms").EnumerateObject().Where(pair => pair.Value.ValueKind == JsonValueKind.String).Select(pair => pair.Name)];

    [Theory]
    [MemberData(nameof(Titles))]
    public void Names_and_titles_are_webuis(string file)
    {
        JsonElement expected = Rules.GetProperty("titles").EnumerateArray().Single(title => Text(title, "file") == file);
        CheckpointName name = Name(expected);
        Assert.Equal(Text(expected, "title_before_hash"), (name with { Sha256 = null }).Title);
        Assert.Equal(Text(expected, "title"), name.Title);
        Assert.Equal(Text(expected, "short_title"), name.ShortTitle);
        Assert.Equal(Text(expected, "model_name"), name.ModelName);
        Assert.Equal(Text(expected, "name_for_extra"), name.Stem);
        Assert.Equal(Text(expected, "shorthash"), name.ShortHash);
        Assert.Equal(expected.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!), name.Aliases);
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void The_closest_match_is_webuis(string text)
    {
        CheckpointName[] names = [.. Rules.GetProperty("titles").EnumerateArray().Select(Name)];
        Assert.Equal(Rules.GetProperty("closest_match").GetProperty(text).GetString(), CheckpointNames.Closest(names, text)?.Title);
    }

    [Theory]
    [MemberData(nameof(VaeCases))]
    public void The_vae_is_chosen_as_webui_does(string setting, bool overrides, string checkpoint, string? user, string? file, string? source)
    {
        string[] files = [.. Rules.GetProperty("vae_resolution").GetProperty("vae_list_in_order").EnumerateArray().Select(name => name.GetString()!)];
        Assert.Equal(new VaeChoice(file, source), VaeChoice.Resolve(setting, overrides, checkpoint, user, files));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Keys_are_renamed_as_webui_does(string key) =>
        Assert.Equal(Rules.GetProperty("key_transforms").GetProperty(key).GetString(), LdmKeys.Canonical(key));

    [Theory]
    [InlineData("sd2-turbo (ln_final has 1024)", 1024)]
    [InlineData("sdxl refiner (ln_final has 1280)", 1280)]
    public void Sd2_turbo_is_told_from_the_refiner_by_its_width(string rule, int width)
    {
        string expected = Reference.Json("checkpoints/rules.json").GetProperty("key_transforms").GetProperty(rule)[0].GetString()!;
        Func<string, string> rename = LdmKeys.Renaming(key => key == "conditioner.embedders.0.model.ln_final.weight" ? width : null);
        Assert.Equal(expected, rename("conditioner.embedders.0.model.ln_final.weight"));
        Assert.Equal("model.x", rename("model.x"));
    }

    private static CheckpointName Name(JsonElement title) =>
        new(Text(title, "file")!, Text(title, "old_hash")!, title.GetProperty("ids")[7].GetString());

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
