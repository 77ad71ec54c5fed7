using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>Styles that a script's text names, with commas between them.</summary>
internal static class NamedStyles
{
    /// <summary>The request with the styles in its prompts, the second pass's too.</summary>
    public static GenerationRequest Apply(GenerationRequest request, string names)
    {
        var styles = new PromptStyles(request.KnownStyles);
        (string prompt, string negative) = styles.Apply(request.Prompt, request.NegativePrompt, Split(names));
        return request with
        {
            Prompt = prompt,
            NegativePrompt = negative,
            Hires = request.Hires is HiresFix hires
                ? hires with
                {
                    Prompt = hires.Prompt.Length == 0 ? "" : styles.Apply(hires.Prompt, "", Split(names)).Prompt,
                    NegativePrompt = hires.NegativePrompt.Length == 0 ? "" : styles.Apply("", hires.NegativePrompt, Split(names)).NegativePrompt,
                }
                : null,
        };
    }

    /// <summary>What is wrong with the names, or null.</summary>
    public static string? Fault(GenerationRequest request, string names) =>
        Split(names).FirstOrDefault(name => !request.KnownStyles.Any(style => style.Name == name)) is not string unknown ? null
        : request.KnownStyles.Count == 0 ? $"there is no style '{unknown}', since no styles file was read"
        : $"there is no style '{unknown}': did you mean '{NearestName.To(unknown, request.KnownStyles.Select(style => style.Name))}'?";

    private static string[] Split(string names) => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
