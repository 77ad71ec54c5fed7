using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.TestHost;
using Palimpsest.TestKit;

namespace Palimpsest.Studio.Tests.WebUIApi;

/// <summary>A server with the models and files that the recorded servers had, for all tests of a class.</summary>
public sealed class ReferenceStudio : IAsyncLifetime
{
    private readonly StudioFolder _folder = new();
    private RunningStudio? _studio;

    public HttpClient Client { get; private set; } = null!;

    internal RunningStudio Studio => _studio!;

    internal StudioFolder Folder => _folder;

    public async ValueTask InitializeAsync()
    {
        if (Reference.Find("pictures/files") is string files)
        {
            Link(files, "synth-emb*", "embeddings");
            Link(files, "synth-lo*.safetensors", "models/Lora");
            Link(files, "synth-hn*", "models/hypernetworks");
            File.Copy(Path.Combine(files, "styles.csv"), _folder.PathOf("styles.csv"));
        }

        _studio = await RunningStudio.StartAsync(_folder.Options with { AllowUrls = true });
        Client = _studio.App.GetTestClient();
        Client.Timeout = TimeSpan.FromMinutes(10);
    }

    public async ValueTask DisposeAsync()
    {
        await _studio!.DisposeAsync();
        _folder.Dispose();
    }

    public async Task<(int Status, JsonNode? Body)> SendAsync(string method, string route, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), route);
        if (body is not null)
        {
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        }

        using HttpResponseMessage response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public Task<(int Status, JsonNode? Body)> PostAsync(string route, JsonNode body) => SendAsync("POST", route, body.ToJsonString());

    /// <summary>A recorded body with the files that it names in base64.</summary>
    public static string WithFiles(JsonElement body) => Filled(JsonSerializer.SerializeToNode(body))!.ToJsonString();

    private static JsonNode? Filled(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject file when file["$file"] is JsonNode path:
                return (file["$prefix"]?.GetValue<string>() ?? "") + Convert.ToBase64String(File.ReadAllBytes(Reference.Path($"pictures/{path.GetValue<string>()}")));
            case JsonObject fields:
                return new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Filled(field.Value))));
            case JsonArray items:
                return new JsonArray([.. items.Select(Filled)]);
            default:
                return node?.DeepClone();
        }
    }

    private void Link(string files, string pattern, string folder)
    {
        string target = _folder.PathOf(folder.Split('/'));
        Directory.CreateDirectory(target);
        foreach (string file in Directory.EnumerateFiles(files, pattern))
        {
            File.CreateSymbolicLink(Path.Combine(target, Path.GetFileName(file)), file);
        }
    }
}
