using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Studio.Components.State;
using Palimpsest.Studio.WebUIApi.Scripts;

namespace Palimpsest.Studio.Tests.Components.State;

public sealed class ScriptTableTests
{
    public static TheoryData<bool, string> All => [.. new[] { true, false }.SelectMany(txt2Img => ScriptTable.OfPage(txt2Img).Select(script => (txt2Img, script.Name)))];

    [Fact]
    public void Each_page_has_webuis_scripts_in_its_order()
    {
        Assert.Equal(["Prompt matrix", "Prompts from file or textbox", "X/Y/Z plot"], ScriptTable.OfPage(isTxt2Img: true).Select(script => script.Title));
        Assert.Equal(
            ["img2img alternative test", "Loopback", "Outpainting mk2", "Poor man's outpainting", "Prompt matrix", "Prompts from file or textbox", "SD upscale", "X/Y/Z plot"],
            ScriptTable.OfPage(isTxt2Img: false).Select(script => script.Title));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_argument_is_explained_and_has_an_id_of_its_own(bool txt2Img, string name)
    {
        WebUIScript script = Find(txt2Img, name);
        Assert.EndsWith(".", ScriptTable.SentenceOf(script));
        List<Setting> settings = [.. ScriptTable.PlacesOf(script).Select(place => ScriptTable.SettingOf(script, place))];
        Assert.All(settings, setting => Assert.EndsWith(".", setting.Sentence));

        // The typed and the chosen values of an axis are never shown together.
        int twice = name == ScriptTable.Xyz ? 3 : 0;
        Assert.Equal(settings.Count - twice, settings.Select(setting => setting.Id).Distinct().Count());
        Assert.DoesNotContain(settings, setting => SettingTable.BySubject.SelectMany(subject => subject.Settings).Any(other => other.Id == setting.Id));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_not_set_has_the_librarys_default(bool txt2Img, string name)
    {
        WebUIScript script = Find(txt2Img, name);
        IScript read = ScriptReader.Read(name, new ScriptValues(new StudioForm(), script).All, txt2Img)!;
        Assert.Equal(script.Title, read.Title);
        if (read is XyzPlot plot)
        {
            // webui's page begins with an axis of seeds, the library with none.
            Assert.Equal(("Seed", "", "Nothing", "Nothing"), (plot.X.Axis.Label, plot.X.Values, plot.Y.Axis.Label, plot.Z.Axis.Label));
        }

        object expected = Activator.CreateInstance(read.GetType())!;
        foreach (var property in read.GetType().GetProperties().Where(property => property.CanWrite && property.PropertyType != typeof(XyzValuesGiven)))
        {
            Assert.Equal(property.GetValue(expected) ?? "", property.GetValue(read));
        }
    }

    [Fact]
    public void A_draft_gives_back_what_was_set()
    {
        WebUIScript script = Find(txt2Img: false, "outpainting mk2");
        var form = new StudioForm { Script = script.Name };
        var values = new ScriptValues(form, script);
        values.Set(1, 64.0);
        values.Set(3, ["up"]);

        StudioForm remembered = JsonSerializer.Deserialize<StudioForm>(JsonSerializer.Serialize(form))!;
        var read = Assert.IsType<OutpaintingMk2>(ScriptReader.Read(script.Name, new ScriptValues(remembered, script).All, txt2Img: false));
        Assert.Equal((64, Directions.Up, 8), (read.Pixels, read.Directions, read.MaskBlur));
    }

    [Fact]
    public void A_draft_of_another_version_has_the_defaults()
    {
        WebUIScript script = Find(txt2Img: false, "loopback");
        var form = new StudioForm();
        form.ScriptArguments[script.Name] = ["four", new JsonArray(), 7, null];
        var values = new ScriptValues(form, script);
        Assert.Equal((4.0, 0.5, "Linear"), (values.Number(0), values.Number(1), values.Text(2)));
        form.ScriptArguments[script.Name] = [1];
        Assert.Equal(4, values.Number(0));
    }

    private static WebUIScript Find(bool txt2Img, string name) => ScriptTable.OfPage(txt2Img).Single(script => script.Name == name);
}
