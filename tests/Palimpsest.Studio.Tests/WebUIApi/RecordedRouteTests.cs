using System.Text.Json.Nodes;
using Palimpsest.TestKit;

namespace Palimpsest.Studio.Tests.WebUIApi;

/// <summary>webui's lists: the same fields, and the same contents where they do not depend on the machine.</summary>
public sealed class RecordedRouteTests(ReferenceStudio studio) : IClassFixture<ReferenceStudio>
{
    [Theory]
    [InlineData("samplers")]
    [InlineData("schedulers")]
    [InlineData("latent-upscale-modes")]
    [InlineData("prompt-styles")]
    [InlineData("embeddings")]
    [InlineData("extensions")]
    public async Task The_list_is_webuis(string route)
    {
        JsonNode expected = Expected(route);
        Assert.True(JsonNode.DeepEquals(expected, await GetAsync($"/sdapi/v1/{route}")), (await GetAsync($"/sdapi/v1/{route}"))!.ToJsonString());
    }

    [Theory]
    [InlineData("upscalers", "Nearest")]
    [InlineData("sd-models", "tiny-sd1.safetensors [547a5f0171]")]
    [InlineData("hypernetworks", "synth-hn")]
    [InlineData("script-info", "loopback")]
    public async Task The_entries_have_webuis_fields(string route, string present)
    {
        JsonArray expected = Expected(route).AsArray();
        JsonArray answer = (await GetAsync($"/sdapi/v1/{route}"))!.AsArray();
        Assert.Equal(Keys(expected[0]), Keys(answer[0]));
        Assert.Contains(answer, entry => entry!.ToJsonString().Contains(present, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Loras_are_listed_as_webui_lists_them()
    {
        JsonArray expected = Reference.Json("pictures/routes/route-sdapi-v1-loras.json").Deserialize()["body"]!.AsArray();
        JsonArray answer = (await GetAsync("/sdapi/v1/loras"))!.AsArray();
        Assert.Equal(expected.Select(Plain), answer.Where(entry => expected.Any(other => Name(other) == Name(entry))).Select(Plain));

        static string Name(JsonNode? entry) => entry!["name"]!.GetValue<string>();
        static string Plain(JsonNode? entry) => $"{Keys(entry)} {entry!["name"]} {entry["alias"]} {entry["metadata"]!.ToJsonString()} {Path.GetFileName(entry["path"]!.GetValue<string>())}";
    }

    [Fact]
    public async Task Options_have_webuis_names_types_and_defaults()
    {
        JsonObject expected = Expected("options").AsObject(), answer = (await GetAsync("/sdapi/v1/options"))!.AsObject();
        Assert.Equal(expected.Select(option => option.Key), answer.Select(option => option.Key));
        foreach ((string name, JsonNode? value) in expected)
        {
            if (!name.EndsWith("explanation", StringComparison.Ordinal) && name is not ("settings_in_ui" or "sd_checkpoint_hash"))
            {
                Assert.True(JsonNode.DeepEquals(value, answer[name]), $"{name}: {answer[name]?.ToJsonString()} in place of {value?.ToJsonString()}");
                Assert.Equal(value?.ToJsonString(), answer[name]?.ToJsonString());
            }
        }
    }

    [Fact]
    public async Task Flags_have_webuis_names() =>
        Assert.Equal(Keys(Expected("cmd-flags")), Keys(await GetAsync("/sdapi/v1/cmd-flags")));

    [Fact]
    public async Task Memory_has_webuis_fields()
    {
        JsonNode answer = (await GetAsync("/sdapi/v1/memory"))!;
        Assert.Equal("free used total", Keys(answer["ram"]));
        Assert.Equal("error", Keys(answer["cuda"]));
    }

    [Fact]
    public async Task Scripts_are_webuis_but_for_what_does_not_exist()
    {
        JsonNode expected = Expected("scripts"), answer = (await GetAsync("/sdapi/v1/scripts"))!;
        foreach (string tab in new[] { "txt2img", "img2img" })
        {
            Assert.Equal(
                expected[tab]!.AsArray().Select(title => title!.GetValue<string>()).Where(title => title != "Hypertile"),
                answer[tab]!.AsArray().Select(title => title!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task Progress_of_nothing_is_webuis()
    {
        JsonNode expected = Expected("progress"), answer = (await GetAsync("/sdapi/v1/progress"))!;
        Assert.Equal(Keys(expected), Keys(answer));
        Assert.Equal(Keys(expected["state"]), Keys(answer["state"]));
        Assert.Equal(0, answer["progress"]!.GetValue<double>());
        Assert.Null(answer["current_image"]);
    }

    [Fact]
    public async Task Every_route_of_webuis_description_is_there()
    {
        foreach ((string path, JsonNode? methods) in Expected("openapi")["paths"]!.AsObject())
        {
            foreach ((string method, _) in methods!.AsObject())
            {
                (int status, JsonNode? answer) = await studio.SendAsync(method.ToUpperInvariant(), path, method == "post" ? "3" : null);
                Assert.True(status is not (404 or 405) || answer!["error"] is not null, $"{method} {path}: {status}");
            }
        }
    }

    [Theory]
    [InlineData("/controlnet/version")]
    [InlineData("/sdapi/v1/server-kill")]
    public async Task What_is_not_installed_is_not_found(string route)
    {
        (int status, JsonNode? answer) = await studio.SendAsync("GET", route, null);
        Assert.Equal((404, """{"detail":"Not Found"}"""), (status, answer!.ToJsonString()));
    }

    [Theory]
    [InlineData("ping", "")]
    [InlineData("pending-tasks", "size tasks")]
    [InlineData("sysinfo", "Platform Architecture Runtime Version CPU RAM Checkpoint Models in memory Extensions")]
    public async Task Internal_routes_answer(string route, string keys) => Assert.Equal(keys, Keys(await GetAsync($"/internal/{route}")));

    [Fact]
    public async Task Options_that_are_set_come_back_and_change_nothing_else()
    {
        Assert.Equal((200, "null"), await TextAsync("""{"CLIP_stop_at_last_layers": 2, "samples_filename_pattern": "[seed]", "api_useragent": "x"}"""));
        JsonNode set = (await GetAsync("/sdapi/v1/options"))!;
        Assert.Equal("2.0 [seed] ", $"{set["CLIP_stop_at_last_layers"]!.ToJsonString()} {set["samples_filename_pattern"]} {set["api_useragent"]}");
        Assert.Equal((200, "null"), await TextAsync("""{"CLIP_stop_at_last_layers": 1, "samples_filename_pattern": "", "sd_model_checkpoint": "tiny-sd1"}"""));

        async Task<(int, string)> TextAsync(string body)
        {
            (int status, JsonNode? answer) = await studio.SendAsync("POST", "/sdapi/v1/options", body);
            return (status, answer?.ToJsonString() ?? "null");
        }
    }

    private static JsonNode Expected(string route) => Reference.Json($"pictures/routes/{route}.json").Deserialize();

    private async Task<JsonNode?> GetAsync(string route)
    {
        (int status, JsonNode? answer) = await studio.SendAsync("GET", route, null);
        Assert.Equal(200, status);
        return answer;
    }

    private static string Keys(JsonNode? node) => string.Join(" ", node!.AsObject().Select(field => field.Key));
}
