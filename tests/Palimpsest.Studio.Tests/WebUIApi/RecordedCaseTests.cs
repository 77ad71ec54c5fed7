using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;
using Palimpsest.TestKit;

namespace Palimpsest.Studio.Tests.WebUIApi;

/// <summary>
/// Whole requests over HTTP against what webui answered: pictures, info, echo. That the pictures of all cases are webui's, the library's tests show; these
/// are one of each kind of field.
/// </summary>
public sealed class RecordedCaseTests(ReferenceStudio studio) : IClassFixture<ReferenceStudio>
{
    private static readonly string[] Kinds =
    [
        "045-sampler-index-legacy", "103-denoise-0.4", "119-resize-mode-2-landscape-to-portrait", "132-batch-2-iter-2", "134-batch-two-init-images", "139-subseed-0.3",
        "142-seed-resize-up", "149-eta-0.7-ddim", "155-churn-opts", "161-tiling", "165-rng-nv-euler-a", "315-soft-mask-round", "326-mask-other-size",
        "424-hires-nearest", "501-xyz-cfg-steps", "510-loopback",
    ];

    public static TheoryData<string> Cases() => [.. Kinds.Where(IsHere).DefaultIfEmpty("001-guide-example")];

    public static TheoryData<string> ExtraCases() => Reference.Find("pictures/cases.json") is null
        ? ["602-nearest-2x"]
        : [.. Reference.Json("pictures/cases.json").EnumerateArray().Where(entry => entry[2].GetString() == "f")
            .Select(entry => $"{entry[0].GetInt32():000}-{entry[1].GetString()}").Where(IsHere)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_answer_is_webuis(string name)
    {
        JsonElement request = Reference.Json($"pictures/cases/{name}.json"), expected = Reference.Json($"pictures/cases/{name}.info.json");
        (int status, JsonNode? answer) = await studio.SendAsync("POST", request.GetProperty("route").GetString()!, ReferenceStudio.WithFiles(request.GetProperty("body")));
        Assert.True(status == 200, answer?.ToJsonString());
        JsonArray images = answer!["images"]!.AsArray();
        JsonElement pictures = expected.GetProperty("pictures");
        Assert.Equal(pictures.GetArrayLength(), images.Count);
        for (int i = 0; i < images.Count; i++)
        {
            Picture made = PictureReader.Read(Convert.FromBase64String(images[i]!.GetValue<string>()), name).ToWebuiPicture();
            Assert.Equal((pictures[i][1].GetInt32(), pictures[i][2].GetInt32()), (made.Width, made.Height));
        }

        if (!name.StartsWith('5'))
        {
            CompareInfo(expected.GetProperty("info").Deserialize().AsObject(), JsonNode.Parse(answer["info"]!.GetValue<string>())!.AsObject());
            CompareFirst(name, images[0]!.GetValue<string>());
        }

        if (expected.TryGetProperty("parameters", out JsonElement parameters))
        {
            Assert.True(JsonNode.DeepEquals(parameters.Deserialize(), answer["parameters"]), answer["parameters"]!.ToJsonString());
        }
    }

    [Theory]
    [MemberData(nameof(ExtraCases))]
    public async Task What_is_made_of_pictures_is_webuis_exactly(string name)
    {
        JsonElement request = Reference.Json($"pictures/cases/{name}.json"), expected = Reference.Json($"pictures/cases/{name}.info.json");
        (int status, JsonNode? answer) = await studio.SendAsync("POST", request.GetProperty("route").GetString()!, ReferenceStudio.WithFiles(request.GetProperty("body")));
        Assert.True(status == 200, answer?.ToJsonString());
        if (expected.TryGetProperty("response", out JsonElement response))
        {
            Assert.True(JsonNode.DeepEquals(response.Deserialize(), answer), answer!.ToJsonString());
            return;
        }

        Assert.Equal(expected.GetProperty("html_info").GetString(), answer!["html_info"]!.GetValue<string>());
        Picture made = PictureReader.Read(Convert.FromBase64String(answer["image"]!.GetValue<string>()), name).ToWebuiPicture();
        Picture theirs = PictureReader.Read(Reference.Path($"pictures/cases/{name}.0.png")).ToWebuiPicture();
        Assert.Equal((theirs.Width, theirs.Height, theirs.Channels), (made.Width, made.Height, made.Channels));
        Assert.Equal(theirs.Pixels, made.Pixels);
    }

    private static bool IsHere(string name) => Reference.Find($"pictures/cases/{name}.json") is not null;

    private static void CompareInfo(JsonObject expected, JsonObject info)
    {
        Assert.Equal(expected.Select(field => field.Key), info.Select(field => field.Key));
        foreach ((string key, JsonNode? value) in expected)
        {
            string theirs = (value?.ToJsonString() ?? "null").Replace("v1.10.1", ProgramVersion.Text, StringComparison.Ordinal);
            if (key != "job_timestamp")
            {
                Assert.True(JsonNode.DeepEquals(JsonNode.Parse(theirs), info[key]), $"{key}: {info[key]?.ToJsonString()} in place of {theirs}");
            }
        }
    }

    private static void CompareFirst(string name, string image)
    {
        Picture made = PictureReader.Read(Convert.FromBase64String(image), name).ToWebuiPicture(), theirs = PictureReader.Read(Reference.Path($"pictures/cases/{name}.0.png")).ToWebuiPicture();
        (int most, double mean) = name.Contains("hires", StringComparison.Ordinal) ? (4, 0.3) : (2, 0.02); // the reference's README
        int[] differences = [.. made.Pixels.Zip(theirs.Pixels, (ours, other) => Math.Abs(ours - other))];
        Assert.True(differences.Max() <= most && differences.Average() < mean, $"{name}: {differences.Max()} levels, {differences.Average()} on average.");
    }
}
