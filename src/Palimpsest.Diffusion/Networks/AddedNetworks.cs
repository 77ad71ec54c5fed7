using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Networks;

/// <summary>The networks that settings add to every prompt (webui's options sd_lora and sd_hypernetwork).</summary>
internal static class AddedNetworks
{
    /// <summary>The request with the tags appended to its prompt, and to that of hires fix, unless it has them or there are no such files.</summary>
    public static GenerationRequest AddTo(GenerationRequest request, NetworkLibrary library) => request with
    {
        Prompt = Append(request.Prompt, request.Settings, library),
        Hires = request.Hires is { Prompt.Length: > 0 } hires ? hires with { Prompt = Append(hires.Prompt, request.Settings, library) } : request.Hires,
    };

    private static string Append(string prompt, GenerationSettings settings, NetworkLibrary library) => Append(
        Append(prompt, "lora", settings.AddedLora, settings, library.FindLora), "hypernet", settings.AddedHypernetwork, settings, library.FindHypernetwork);

    private static string Append(string prompt, string type, string name, GenerationSettings settings, Func<string, string?> find)
    {
        bool isThere = NetworkTags.Extract(prompt).Tags.Any(tag => tag.Type == type && tag.Items[0] == name);
        return name is "None" or "" || isThere || find(name) is null ? prompt : $"{prompt}<{type}:{name}:{settings.AddedNetworkMultiplier}>";
    }
}
