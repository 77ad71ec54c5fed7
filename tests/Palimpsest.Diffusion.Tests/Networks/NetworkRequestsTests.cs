using System.Text.Json;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Tests.Prompts;

namespace Palimpsest.Diffusion.Tests.Networks;

public sealed class NetworkRequestsTests
{
    private const string File = "adapters/lora-prompt.json";

    public static IEnumerable<ITheoryDataRow> Cases => ReferenceCases.Of(File, input: "prompt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tags_ask_for_what_webui_reads_in_them(int number)
    {
        JsonElement @case = ReferenceCases.At(File, number);
        (string text, IReadOnlyList<NetworkTag> tags) = NetworkTags.Extract(@case.GetProperty("prompt").GetString()!);
        Assert.Equal(@case.GetProperty("text").GetString(), text);

        if (@case.TryGetProperty("error", out _))
        {
            Assert.Throws<FormatException>(() => NetworkRequests.Lora(tags[0]));
            NetworkRequests refused = NetworkRequests.Of(tags);
            Assert.Empty(refused.Loras);
            Assert.Single(refused.Faults);
        }
        else if (@case.TryGetProperty("lora", out JsonElement lora))
        {
            List<LoraRequest> requests = [.. tags.Select(NetworkRequests.Lora)];
            Assert.Equal(lora.GetProperty("names").EnumerateArray().Select(name => name.GetString()), requests.Select(request => request.Name));
            Assert.Equal(Numbers(lora, "te"), requests.Select(request => request.TextMultiplier));
            Assert.Equal(Numbers(lora, "unet"), requests.Select(request => request.DenoiserMultiplier));
            Assert.Equal(lora.GetProperty("dyn").EnumerateArray().Select(ranks => ranks.ValueKind == JsonValueKind.Null ? (int?)null : ranks.GetInt32()), requests.Select(request => request.Ranks));
        }
    }

    [Fact]
    public void A_lora_named_twice_has_the_multipliers_of_the_last_mention_twice()
    {
        NetworkRequests requests = NetworkRequests.Of(NetworkTags.Extract("<lora:a:1> <lora:b:0.3> <lora:a:0.5>").Tags);

        Assert.Equal([new LoraRequest("a", 0.5f, 0.5f, null), new LoraRequest("b", 0.3f, 0.3f, null), new LoraRequest("a", 0.5f, 0.5f, null)], requests.Loras);
    }

    [Fact]
    public void Lyco_means_lora_and_other_types_mean_nothing()
    {
        NetworkRequests requests = NetworkRequests.Of(NetworkTags.Extract("<lyco:a:1> <style:b:1> <hypernet:h:0.5> <hypernet:g>").Tags);

        Assert.Equal("a", Assert.Single(requests.Loras).Name);
        Assert.Equal([new HypernetworkRequest("h", 0.5f), new HypernetworkRequest("g", 1)], requests.Hypernetworks);
    }

    private static IEnumerable<float> Numbers(JsonElement lora, string name) => lora.GetProperty(name).EnumerateArray().Select(
        number => number.ValueKind == JsonValueKind.String ? float.PositiveInfinity : number.GetSingle());
}
