using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Networks;

/// <summary>The networks that settings add to every prompt (webui's options sd_lora and sd_hypernetwork).</summary>
internal static class AddedNetworks
{
    /// <summary>The request with the tags appended, unless the prompt has them or there are no such files.</summary>
    public static GenerationRequest AddTo(GenerationRequest request, NetworkLibrary library)
    {
        GenerationSettings settings = request.Settings;
        string prompt = Append(request.Prompt, "lora", settings.AddedLora, settings, library.FindLora);
        return request with { Prompt = Append(prompt, "hypernet", settings.AddedHypernetwork, settings, library.FindHypernetwork) };
    }

    private static string Append(string prompt, string type, string name, GenerationSettings settings, Func<string, string?> find)
    {
        bool isThere = NetworkTags.Extract(prompt).Tags.Any(tag => tag.Type == type && tag.Items[0] == name);
        return name is "None" or "" || isThere || find(name) is null ? prompt : $"{prompt}<{type}:{name}:{settings.AddedNetworkMultiplier}>";
    }
}
