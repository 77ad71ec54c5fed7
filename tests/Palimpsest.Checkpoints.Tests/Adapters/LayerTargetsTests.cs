using System.Text.Json;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests.Adapters;

/// <summary>Every spelling of a layer's name that webui accepts, and those that it ignores, for the full-size models.</summary>
public sealed class LayerTargetsTests
{
    [Theory]
    [InlineData("sd1", "sd15")]
    [InlineData("sd2", "sd21-v")]
    [InlineData("sdxl", "sdxl-base")]
    public void Names_mean_the_layers_that_webui_takes_them_for(string family, string manifest)
    {
        JsonElement names = Reference.Json($"adapters/lora-keys/{family}.json");
        var targets = new LayerTargets(Manifest.Read(manifest).Select(pair => pair.Key));
        int compared = 0;
        foreach (JsonProperty spelling in names.EnumerateObject())
        {
            foreach (JsonProperty pair in Pairs(spelling.Value))
            {
                LayerTarget? target = targets.Find(pair.Name);
                Assert.True(target is not null && (target.Module == pair.Value.GetString() || target.Name == pair.Value.GetString()), $"{spelling.Name}: {pair.Name} is {target}, expected {pair.Value}.");
                compared++;
            }

            foreach (JsonElement ignored in spelling.Value.GetProperty("unmatched").EnumerateArray())
            {
                Assert.True(targets.Find(ignored.GetString()!) is null, $"{spelling.Name}: {ignored} is {targets.Find(ignored.GetString()!)}, but webui ignores it.");
                compared++;
            }
        }

        Assert.True(compared > 500, $"Only {compared} names were compared.");
    }

    [Fact]
    public void Dotted_names_are_understood_when_asked_for()
    {
        var targets = new LayerTargets(["model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn1.to_q.weight", "cond_stage_model.transformer.text_model.encoder.layers.0.self_attn.q_proj.weight"]);

        Assert.Null(targets.Find("unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q"));
        Assert.NotNull(targets.Find("unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q", acceptDotted: true));
        Assert.NotNull(targets.Find("text_encoder.text_model.encoder.layers.0.self_attn.q_proj", acceptDotted: true));
    }

    private static IEnumerable<JsonProperty> Pairs(JsonElement spelling) =>
        ((string[])["map", "sample"]).SelectMany(part => spelling.TryGetProperty(part, out JsonElement pairs) ? pairs.EnumerateObject().ToArray() : []);
}
