using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.TestKit;

namespace Palimpsest.Studio.Tests.WebUIApi;

/// <summary>Unusual requests that were sent to webui, with what it answered.</summary>
public sealed class RecordedErrorTests(ReferenceStudio studio) : IClassFixture<ReferenceStudio>
{
    /// <summary>What webui takes in silence, or dies of, and this program answers in words (docs/api.md), by the status here.</summary>
    private static readonly Dictionary<string, int> Otherwise = new()
    {
        ["unknown-sampler"] = 400,
        ["unknown-scheduler"] = 400,
        ["unknown-checkpoint-override"] = 500,
        ["denoising-above-1"] = 500,
        ["denoising-negative"] = 500,
        ["resize-mode-9"] = 500,
        ["samples-format-bad"] = 500,
        ["wrong-type-option"] = 500,
        ["after-wrong-type-option"] = 200,
        ["script-outpaint-mk2-right"] = 200,
        ["script-outpaint-mk2-all"] = 200,
    };

    public static TheoryData<string> Names() => Reference.Find("pictures/errors.json") is string path
        ? [.. JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!)]
        : ["bad-base64"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_answer_is_webuis(string name)
    {
        JsonElement recorded = Reference.Json("pictures/errors.json").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
        string? body = recorded.TryGetProperty("raw_body", out JsonElement raw) ? raw.GetString()
            : recorded.TryGetProperty("body", out JsonElement given) && given.ValueKind != JsonValueKind.Null ? ReferenceStudio.WithFiles(given) : null;
        (int status, JsonNode? answer) = await studio.SendAsync(recorded.GetProperty("method").GetString()!, recorded.GetProperty("route").GetString()!, body);
        int expected = Otherwise.GetValueOrDefault(name, recorded.GetProperty("status").GetInt32());
        Assert.True(expected == status, $"{name}: {status} in place of {expected}: {answer?.ToJsonString()[..Math.Min(answer.ToJsonString().Length, 600)]}");
        if (status != recorded.GetProperty("status").GetInt32())
        {
            Assert.True(status == 200 || answer!["errors"]!.GetValue<string>().Length > 10, $"{name}: {answer?.ToJsonString()}");
            return;
        }

        Compare(name, JsonSerializer.SerializeToNode(recorded.GetProperty("response")), answer);
    }

    private static void Compare(string name, JsonNode? expected, JsonNode? answer)
    {
        Assert.Equal(Keys(expected), Keys(answer));
        if (expected is not JsonObject fields)
        {
            return;
        }

        if (fields["detail"] is JsonNode detail)
        {
            Assert.Equal(detail.ToJsonString(), answer!["detail"]!.ToJsonString());
        }

        if (fields["error"]?.GetValue<string>() == "HTTPException")
        {
            Assert.Equal("HTTPException", answer!["error"]!.GetValue<string>());
        }

        if (fields["parameters"] is JsonNode parameters)
        {
            Assert.True(JsonNode.DeepEquals(parameters, answer!["parameters"]), $"{name}: {answer["parameters"]!.ToJsonString()}");
        }

        if (fields["info"]?.GetValue<string>() is { Length: > 0 } info && info.StartsWith('{'))
        {
            Assert.Equal(Keys(JsonNode.Parse(info)), Keys(JsonNode.Parse(answer!["info"]!.GetValue<string>())));
        }
    }

    private static string Keys(JsonNode? node) => node is JsonObject fields ? string.Join(" ", fields.Select(field => field.Key)) : node?.GetValueKind().ToString() ?? "null";
}
