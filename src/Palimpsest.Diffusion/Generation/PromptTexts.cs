using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Generation;

/// <summary>A job's prompts in the forms they take: as infotexts tell them, and as they are encoded.</summary>
/// <param name="Prompt">Without comments, with network tags.</param>
/// <param name="Negative">Without comments.</param>
/// <param name="Encoded">The prompt without network tags.</param>
/// <param name="Tags">The network tags in order.</param>
internal sealed record PromptTexts(string Prompt, string Negative, string Encoded, IReadOnlyList<NetworkTag> Tags)
{
    public static PromptTexts Of(GenerationRequest request)
    {
        bool strip = request.Settings.PromptComments;
        string prompt = strip ? PromptComments.Strip(request.Prompt) : request.Prompt;
        string negative = strip ? PromptComments.Strip(request.NegativePrompt) : request.NegativePrompt;
        (string encoded, IReadOnlyList<NetworkTag> tags) = NetworkTags.Extract(prompt);
        return new PromptTexts(prompt, negative, encoded, tags);
    }

    /// <summary>Whether the tags are the same ones in the same order.</summary>
    public bool NamesSameNetworksAs(PromptTexts other) =>
        Tags.Count == other.Tags.Count && Tags.Zip(other.Tags).All(pair => pair.First.Type == pair.Second.Type && pair.First.Items.SequenceEqual(pair.Second.Items));

    /// <summary>Whether old prompt editing timelines switch elsewhere than today's.</summary>
    public bool DependOnScheduling(int steps) => PromptComposition.Split(Encoded).Select(part => part.Text).Append(Negative).Any(text =>
        !PromptSchedule.Expand(text, steps, null, oldScheduling: true).SequenceEqual(PromptSchedule.Expand(text, steps, null, oldScheduling: false)));
}
