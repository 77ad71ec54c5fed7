using System.Text.Json;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Options;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Options;

public sealed class WebuiOptionsTests
{
    private const string File = "prompts/override_settings.json";

    /// <summary>Of the reference's labels those whose settings exist here.</summary>
    public static TheoryData<string> Keys => [.. Table("infotext_name_to_option").EnumerateObject()
        .Where(pair => WebuiOptions.All.Any(option => option.Name == pair.Value[0].GetString())).Select(pair => pair.Name)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void An_infotext_key_restores_webuis_option_with_webuis_default(string key)
    {
        JsonElement expected = Table("infotext_name_to_option").GetProperty(key);

        WebuiOption option = WebuiOptions.ForInfotextKey(key)!;

        Assert.Equal(expected[0].GetString(), option.Name);
        Assert.Equal(expected[1].ToString(), option.Default.ToString());
    }

    [Fact]
    public void Values_of_an_infotext_become_the_options_of_the_reference()
    {
        int compared = 0;
        foreach (JsonElement row in Table("create_override_settings_dict").EnumerateArray())
        {
            Dictionary<string, string> texts = row[0].EnumerateArray().Select(text => text.GetString()!.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim());
            foreach ((string key, string text) in texts)
            {
                if (WebuiOptions.ForInfotextKey(key) is WebuiOption option)
                {
                    object value = option.Get(option.WithWritten(new GenerationSettings(), text));
                    Assert.Equal(Plain(row[1].GetProperty(option.Name)), value is PythonNumber number ? number.Value : value);
                    compared++;
                }
            }
        }

        Assert.True(compared >= 12, $"Only {compared} values were compared.");
    }

    [Fact]
    public void Every_option_keeps_what_it_is_set_to_and_changes_nothing_else()
    {
        foreach (WebuiOption option in WebuiOptions.All)
        {
            string other = option.Default switch
            {
                bool flag => flag ? "false" : "true",
                PythonNumber number => number.Value == 1 || option.Name.StartsWith("token_merging", StringComparison.Ordinal) ? "0.5" : "1",
                _ => option.Name.EndsWith("_color", StringComparison.Ordinal) ? "#102030" : option.Allowed.Split(" or ")[^1],
            };
            other = option.Name == "CLIP_stop_at_last_layers" ? "2" : other;

            GenerationSettings changed = option.With(new GenerationSettings(), other);

            Assert.Equal(other, WebuiOption.Print(option.Get(changed)));
            Assert.All(WebuiOptions.All.Where(another => another != option), another => Assert.Equal(another.Default, another.Get(changed)));
        }
    }

    [Theory]
    [InlineData("eta_ancestral", "1.01", "a number from 0 to 1")]
    [InlineData("eta_ancestral", "NaN", "a number from 0 to 1")]
    [InlineData("s_churn", "1e999", "a number from 0 to 100")]
    [InlineData("sigma_max", "inf", "a number of at least 0")]
    [InlineData("uni_pc_order", "2.5", "a whole number from 1 to 50")]
    [InlineData("uni_pc_variant", "bh3", "bh1, bh2 or vary_coeff")]
    [InlineData("img2img_background_color", "red", "a colour like #ffffff")]
    [InlineData("pad_cond_uncond", "maybe", "true or false")]
    public void A_wrong_value_is_answered_with_what_is_allowed(string name, string value, string allowed)
    {
        FormatException exception = Assert.Throws<FormatException>(() => WebuiOptions.Find(name).With(new GenerationSettings(), value));
        Assert.Equal($"it must be {allowed}.", exception.Message);
    }

    private static JsonElement Table(string name) => Reference.Json(File).GetProperty(name);

    private static object Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetBoolean(),
    };
}
